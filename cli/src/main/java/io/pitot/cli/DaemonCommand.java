package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.Session;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.DaemonStartException;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.metrics.StatusAddress;
import io.pitot.daemon.recording.AgentRule;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pitot daemon}: runs until a signal; the recordings outlive it. */
@Command(
    name = "daemon",
    description = "Records the JVMs of this machine and sends what they do to a collector.")
final class DaemonCommand implements Callable<Integer> {
  @Option(
      names = "--ingest",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7576",
      converter = Address.Converter.class,
      description = "The collector's address for daemons (default: ${DEFAULT-VALUE}).")
  Address ingest =
      new Address(DaemonConfig.DEFAULT_COLLECTOR_HOST, DaemonConfig.DEFAULT_COLLECTOR_PORT);

  @Option(names = "--token", paramLabel = "TOKEN", description = "What the collector demands.")
  @Nullable String token;

  @Option(names = "--tls", description = "Encrypt the connection to the collector.")
  boolean tls;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the spool and the reading positions lie (default: /var/lib/pitot/daemon"
              + " as root, else below ~/.local/share).")
  @Nullable Path state;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "This machine's name in labels (default: its host name).")
  @Nullable String node;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      split = ",",
      description = "Only these JVMs (default: all).")
  Set<Integer> pids = Set.of();

  @Option(
      names = "--match",
      paramLabel = "REGEX",
      description = "Only JVMs with this in service, main class or command line.")
  @Nullable Pattern match;

  @Option(names = "--exclude", paramLabel = "REGEX", description = "No JVMs with this in it.")
  @Nullable Pattern exclude;

  @Option(
      names = "--warm",
      paramLabel = "POLICY",
      defaultValue = "never",
      description = "JVMs that a first recording would stall: never, spaced, now (default: never).")
  WarmPolicy warm = WarmPolicy.NEVER;

  @Option(
      names = "--stop-recordings",
      description = "Stop the recordings at the end instead of leaving them to the next daemon.")
  boolean stopRecordings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML: what counts the requests of which service (docs/gate.md), and which JVMs get the"
              + " map agent (docs/agent.md).")
  @Nullable Path configFile;

  @Option(
      names = "--attach-agent",
      paramLabel = "REGEX",
      description =
          "Attach the map agent to JVMs with this in service or main class, '.' for all (default:"
              + " none). JDK 21 and later print a warning then; -javaagent is the quiet way.")
  @Nullable Pattern attachAgent;

  @Option(
      names = "--agent-jar",
      paramLabel = "FILE",
      description = "The agent (default: the one that belongs to this pitot).")
  @Nullable Path agentJar;

  @Option(
      names = "--agent-options",
      paramLabel = "OPTIONS",
      defaultValue = "",
      description = "The agent's options, as in docs/agent.md.")
  String agentOptions = "";

  @Option(
      names = "--status",
      paramLabel = "HOST:PORT",
      description =
          "Where /metrics, /healthy and /ready are answered, or 'off' (default: 127.0.0.1:7577,"
              + " where that is free).")
  @Nullable String status;

  @Option(names = "--insecure", description = "Allow --status beyond loopback.")
  boolean insecure;

  private final Terminal terminal;

  DaemonCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    try (Session session = new Session(terminal)) {
      session.add(start());
      terminal.note("daemon: sends to %s:%d".formatted(ingest.host(), ingest.port()));
      session.awaitSignal();
    }
    return ExitCode.OK;
  }

  private Daemon start() throws Failure {
    DaemonFile file = configFile == null ? DaemonFile.NONE : DaemonFile.read(configFile);
    TargetRules rules =
        new TargetRules(pids, Optional.ofNullable(match), Optional.ofNullable(exclude), false);
    DaemonConfig config =
        DaemonConfig.defaults(state == null ? Folders.of("daemon") : state)
            .withCollector(ingest.host(), ingest.port())
            .withToken(token, tls)
            .withTargets(rules, warm)
            .withStopRecordingsOnClose(stopRecordings)
            .withRequests(file.requests());
    Optional<StatusAddress> address = StatusOption.parse(status, insecure);
    if (address.isPresent()) {
      config = config.withStatus(address.get());
    }
    Optional<AgentRule> agent = agent(file);
    if (agent.isPresent()) {
      config = config.withAgent(agent.get());
    }
    try {
      return Daemon.start(node == null ? config : config.withNode(node));
    } catch (DaemonStartException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /** What the flag says, else the file; the other two flags say how in both cases. */
  private Optional<AgentRule> agent(DaemonFile file) throws Failure {
    DaemonFile.AgentChoice chosen =
        attachAgent == null
            ? file.agent().orElse(null)
            : new DaemonFile.AgentChoice(attachAgent, null, "");
    if (chosen == null) {
      return Optional.empty();
    }
    Path jar = AgentJar.find(agentJar == null ? chosen.jar() : agentJar);
    String options = agentOptions.isEmpty() ? chosen.options() : agentOptions;
    return Optional.of(new AgentRule(chosen.match(), jar, options));
  }
}

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pitot daemon}: runs until a signal; the recordings outlive it. */
@Command(
    name = "daemon",
    description = "Records the JVMs of this machine and sends what they do to a collector.")
final class DaemonCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(DaemonCommand.class);

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

  @Mixin TlsOptions tls = new TlsOptions();

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
      description = "JVMs that a first recording would stall: never, spaced, now (default: never).")
  @Nullable WarmPolicy warm;

  @Option(
      names = "--stop-recordings",
      description = "Stop the recordings at the end instead of leaving them to the next daemon.")
  boolean stopRecordings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "YAML: which JVMs, labels, rates, what counts requests, the map agent; docs/daemon.md"
              + " tells. SIGHUP has it read again.")
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
      Daemon daemon = session.add(start());
      // Whoever is told to reload must not die of it, though there may be nothing to read.
      if (!HangUp.handle(() -> reload(daemon)) && configFile != null) {
        log.warn(
            "This JVM does not hear SIGHUP (nohup, -Xrs): a new configuration needs a restart");
      }
      terminal.note("daemon: sends to %s:%d".formatted(ingest.host(), ingest.port()));
      session.awaitSignal();
    }
    return ExitCode.OK;
  }

  private Daemon start() throws Failure {
    DaemonFile file = configFile == null ? DaemonFile.NONE : DaemonFile.read(configFile);
    DaemonConfig config = config(file);
    Optional<StatusAddress> address =
        StatusOption.parse(status == null ? file.status().orElse(null) : status, insecure);
    if (address.isPresent()) {
      config = config.withStatus(address.get());
    }
    try {
      return Daemon.start(config);
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

  private void reload(Daemon daemon) {
    Path file = configFile;
    if (file == null) {
      log.info("There is no configuration file (--config): nothing is read again");
      return;
    }
    try {
      daemon.reload(config(DaemonFile.read(file)));
    } catch (Failure e) {
      log.error("The configuration stays as it was: {}", e.getMessage());
    }
  }

  private DaemonConfig config(DaemonFile file) throws Failure {
    TargetRules rules =
        new TargetRules(
            pids,
            Optional.ofNullable(match).or(file::match),
            Optional.ofNullable(exclude).or(file::exclude),
            false);
    WarmPolicy policy = warm == null ? file.warm().orElse(WarmPolicy.NEVER) : warm;
    DaemonConfig config =
        DaemonConfig.defaults(state == null ? Folders.of("daemon") : state)
            .withCollector(ingest.host(), ingest.port())
            .withToken(token, tls.chosen())
            .withTargets(rules, policy)
            .withLabels(file.labels())
            .withSettings(file.settings())
            .withRates(file.rates())
            .withRequests(file.requests())
            .withRemote(file.remote())
            .withBudgets(file.budgets())
            .withStopRecordingsOnClose(stopRecordings);
    Optional<AgentRule> agent = agent(file);
    if (agent.isPresent()) {
      config = config.withAgent(agent.get());
    }
    return node == null ? config : config.withNode(node);
  }
}

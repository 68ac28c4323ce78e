package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalCollector;
import io.pitot.cli.local.LocalDaemon;
import io.pitot.cli.local.Session;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code pitot up}: collector and daemon in this process, for the JVMs that run here. */
@Command(
    name = "up",
    description =
        "A collector and a daemon for the JVMs of this machine, until Ctrl-C; then the recordings"
            + " are stopped.")
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--pid",
      paramLabel = "PID",
      split = ",",
      description = "Only these JVMs (default: all that this user may record).")
  Set<Integer> pids = Set.of();

  @Option(
      names = "--match",
      paramLabel = "REGEX",
      description = "Only JVMs with this in service, main class or command line.")
  @Nullable Pattern match;

  @Option(names = "--yes", description = "Agree to the stall of JVMs that a recording would stall.")
  boolean yes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the data here (default: a temporary directory, removed at the end).")
  @Nullable Path data;

  @ParentCommand @Nullable Pitot pitot;

  private final Terminal terminal;

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    Logs.quiet(pitot != null && pitot.debug);
    TargetRules rules = new TargetRules(pids, Optional.ofNullable(match), Optional.empty(), false);
    WarmPolicy warm = new Consent(terminal, yes).forTargets(rules);
    try (Session session = new Session(terminal)) {
      WorkDirectory work = session.add(WorkDirectory.open(data));
      LocalCollector collector =
          session.add(LocalCollector.start(work.folder("collector"), terminal));
      session.add(LocalDaemon.start(work.folder("daemon"), collector, rules, warm));
      new UpStory(collector.client(), terminal).follow();
      terminal.note(
          "Ctrl-C stops the recordings"
              + (work.isKept() ? "; the data stays in " + work.path() : " and removes the data"));
      session.awaitSignal();
    }
    return ExitCode.OK;
  }
}

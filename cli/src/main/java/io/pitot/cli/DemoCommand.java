package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.JavaHomes;
import io.pitot.cli.local.LocalCollector;
import io.pitot.cli.local.LocalDaemon;
import io.pitot.cli.local.Session;
import io.pitot.cli.local.ShopFleet;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code pitot demo}: the whole path on this machine, with a service that got worse. */
@Command(
    name = "demo",
    description = {
      "A collector, a daemon and a shop in two releases, of which the second is worse; until Ctrl-C.",
      "With --once exit code 0 when the planted regression was found by name, 1 when not."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int INSTANCES_OF_EACH = 3;
  private static final int OTHER_JDK = 25;

  @Option(names = "--once", description = "End with the verdict.")
  boolean once;

  @Option(
      names = "--patience",
      paramLabel = "MINUTES",
      defaultValue = "3",
      description = "How long to wait for the verdict (default: ${DEFAULT-VALUE}).")
  int patienceMinutes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the data here (default: a temporary directory, removed at the end).")
  @Nullable Path data;

  @ParentCommand @Nullable Pitot pitot;

  private final Terminal terminal;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    Logs.quiet(pitot != null && pitot.debug);
    try (Session session = new Session(terminal)) {
      WorkDirectory work = session.add(WorkDirectory.open(data));
      LocalCollector collector =
          session.add(LocalCollector.start(work.folder("collector"), terminal));
      ShopFleet fleet = startShop(session, work);
      session.add(
          LocalDaemon.start(
              work.folder("daemon"), collector, TargetRules.pids(fleet.pids()), WarmPolicy.NOW));

      boolean found = follow(collector.client(), fleet);
      if (once) {
        return found ? ExitCode.OK : ExitCode.NEGATIVE;
      }
      terminal.note("Ctrl-C stops everything.");
      session.awaitSignal();
    }
    return ExitCode.OK;
  }

  private ShopFleet startShop(Session session, WorkDirectory work) throws Failure {
    ShopFleet fleet =
        session.add(new ShopFleet(ShopFleet.jarsOfThisInstallation(), work.folder("shop")));
    int ours = Runtime.version().feature();
    fleet.start(JavaHomes.ours(), INSTANCES_OF_EACH);
    Optional<Path> other = ours == OTHER_JDK ? Optional.empty() : JavaHomes.find(OTHER_JDK);
    if (other.isPresent()) {
      fleet.start(other.get(), 1);
    }
    terminal.note(
        "shop: %d JVMs of release %s and %d of %s on JDK %d%s"
            .formatted(
                INSTANCES_OF_EACH,
                ShopFleet.BASE,
                INSTANCES_OF_EACH,
                ShopFleet.CANDIDATE,
                ours,
                other.isPresent() ? ", one more of each on JDK " + OTHER_JDK : ""));
    return fleet;
  }

  private boolean follow(CollectorClient collector, ShopFleet fleet)
      throws Failure, InterruptedException {
    DemoStory story =
        new DemoStory(collector, fleet, terminal, Duration.ofMinutes(patienceMinutes));
    story.awaitFlameGraph();
    return story.awaitRegression();
  }
}

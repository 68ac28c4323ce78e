package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.ShopFleet;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.Query;
import io.pitot.cli.remote.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** What a person sees of the demo: the first flame graph, then the comparison. */
final class DemoStory {
  private static final long POLL_MILLIS = 500;

  private static final long ASK_AGAIN_MILLIS = 5_000;

  /**
   * So often in a row, over more than a window: the next windows may unsettle the first verdict.
   */
  private static final int ANSWERS_ALIKE = 3;

  private final long startNanos = System.nanoTime();
  private final CollectorClient collector;
  private final ShopFleet fleet;
  private final Terminal terminal;
  private final Duration patience;

  DemoStory(CollectorClient collector, ShopFleet fleet, Terminal terminal, Duration patience) {
    this.collector = collector;
    this.fleet = fleet;
    this.terminal = terminal;
    this.patience = patience;
  }

  /** Returns when there is something to look at, and prints where. */
  void awaitFlameGraph() throws Failure, InterruptedException {
    Query flame = Query.of("/flame").with("service", ShopFleet.SERVICE).with("type", "cpu");
    while (samples() == 0) {
      requireFleet();
      if (isOver()) {
        throw new Failure(
            ExitCode.FAILED,
            "no flame graph after %d min: %s".formatted(patience.toMinutes(), whatIsWrong()));
      }
      terminal.progress(collecting());
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    terminal.print("flame graph (after %d s): %s".formatted(seconds(), collector.url(flame)));
  }

  private long samples() throws Failure {
    if (collector.get(Query.of("/api/v1/services")).path("services").isEmpty()) {
      return 0;
    }
    return collector
        .get(
            Query.of("/api/v1/flame")
                .with("service", ShopFleet.SERVICE)
                .with("type", "cpu")
                .with("maxNodes", "2"))
        .path("totalCount")
        .asLong(0);
  }

  private String collecting() throws Failure {
    return targets()
        .filter(target -> target.state().equals("recording"))
        .map(target -> target.collecting(System.currentTimeMillis()))
        .orElse("starting the recordings, " + seconds() + " s");
  }

  /** A JVM that is being recorded, or else any other that was reported. */
  private Optional<Target> targets() throws Failure {
    Optional<Target> other = Optional.empty();
    for (JsonNode node : collector.get(Query.of("/api/v1/targets")).path("targets")) {
      Target target = Target.of(node);
      if (target.state().equals("recording")) {
        return Optional.of(target);
      }
      other = Optional.of(target);
    }
    return other;
  }

  private String whatIsWrong() throws Failure {
    return targets()
        .filter(target -> !target.reason().isEmpty())
        .map(target -> "%s: %s".formatted(target.reason(), target.remedy()))
        .orElse("run it again with --debug and read the log");
  }

  /**
   * Returns whether the comparison named the planted frame, after it has printed the comparison.
   */
  boolean awaitRegression() throws Failure, InterruptedException {
    Query parameters =
        Query.of("/diff")
            .with("service", ShopFleet.SERVICE)
            .with("base", ShopFleet.BASE)
            .with("candidate", ShopFleet.CANDIDATE)
            .with("type", "alloc");
    Query question = new Query("/api/v1/diff", parameters.parameters());
    int inARow = 0;
    while (true) {
      requireFleet();
      Optional<JsonNode> diff = ask(question);
      boolean isFound = diff.filter(DemoStory::namesPlantedFrame).isPresent();
      inARow = isFound && isOfAllInstances(diff.get()) ? inARow + 1 : 0;
      if (inARow == ANSWERS_ALIKE || isOver()) {
        terminal.print(
            "comparison (after %d s): %s".formatted(seconds(), collector.url(parameters)));
        diff.ifPresent(answer -> DiffText.lines(answer).forEach(terminal::print));
        return isFound;
      }
      terminal.progress(
          "comparing %s with %s, %d s: %s"
              .formatted(
                  ShopFleet.BASE,
                  ShopFleet.CANDIDATE,
                  seconds(),
                  diff.map(answer -> answer.path("verdict").asString("")).orElse("collecting")));
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
    }
  }

  /** The verdict may come before the first window of a JVM that started slowly. */
  private boolean isOfAllInstances(JsonNode diff) {
    return diff.path("base").path("instances").asInt(0)
            + diff.path("candidate").path("instances").asInt(0)
        == fleet.pids().size();
  }

  private Optional<JsonNode> ask(Query question) throws Failure {
    try {
      return Optional.of(collector.get(question));
    } catch (Failure e) {
      // The release that has no window yet does not exist for the collector.
      if (e.exitCode() == ExitCode.UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static boolean namesPlantedFrame(JsonNode diff) {
    if (!diff.path("verdict").asString("").equals("FAIL")) {
      return false;
    }
    for (JsonNode finding : diff.path("findings")) {
      if (finding.path("kind").asString("").equals("regression")
          && (finding.path("frame").asString("").equals(ShopFleet.PLANTED_FRAME)
              || finding.path("applicationFrame").asString("").equals(ShopFleet.PLANTED_FRAME))) {
        return true;
      }
    }
    return false;
  }

  private void requireFleet() throws Failure {
    Optional<String> ended = fleet.ended();
    if (ended.isPresent()) {
      throw new Failure(ExitCode.FAILED, ended.get());
    }
  }

  private boolean isOver() {
    return elapsedNanos() > patience.toNanos();
  }

  private long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(elapsedNanos());
  }
}

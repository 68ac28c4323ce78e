package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot pauses S}. */
@Command(
    name = "pauses",
    description = "When the JVMs of a service stood still, and for which collection or operation.")
final class PausesCommand implements Callable<Integer> {
  private static final int LONGEST = 10;

  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin MatchOptions match = new MatchOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  PausesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    String answer =
        client.getText(match.in(range.in(Query.of("/api/v1/pauses").with("service", service))));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    double watched = answer.path("watchedNanos").asDouble(0);
    double stopped = answer.path("totalNanos").asDouble(0);
    terminal.print(
        String.format(
            Locale.ROOT,
            "%d instances stood still for %s: %.2f %% of the time that they were watched",
            answer.path("instances").asLong(0),
            Words.amount((long) stopped, "nanoseconds"),
            watched == 0 ? 0 : 100 * stopped / watched));
    if (answer.path("reasons").isEmpty()) {
      return;
    }
    Table reasons = new Table("KIND", "NAME", "CAUSE", "PAUSES", "TOTAL", "STOPPING", "MAX");
    for (JsonNode reason : answer.path("reasons")) {
      reasons.row(
          reason.path("kind").asString(""),
          LocksCommand.named(reason.path("name")),
          LocksCommand.named(reason.path("cause")),
          reason.path("pauses").asString("0"),
          LocksCommand.nanos(reason.path("totalNanos")),
          LocksCommand.nanos(reason.path("stoppingNanos")),
          LocksCommand.nanos(reason.path("maxNanos")));
    }
    reasons.lines().forEach(terminal::print);
    terminal.print("");
    Table longest = new Table("LONGEST", "BEGAN", "INSTANCE", "KIND", "NAME", "CAUSE");
    answer
        .path("pauses")
        .valueStream()
        .sorted(
            Comparator.comparingLong((JsonNode pause) -> -pause.path("durationNanos").asLong(0)))
        .limit(LONGEST)
        .forEach(
            pause ->
                longest.row(
                    LocksCommand.nanos(pause.path("durationNanos")),
                    Instant.EPOCH
                        .plus(pause.path("startMicros").asLong(0), ChronoUnit.MICROS)
                        .toString(),
                    LocksCommand.named(pause.path("instance")),
                    pause.path("kind").asString(""),
                    LocksCommand.named(pause.path("name")),
                    LocksCommand.named(pause.path("cause"))));
    longest.lines().forEach(terminal::print);
  }
}

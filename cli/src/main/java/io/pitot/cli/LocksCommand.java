package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot locks S}. */
@Command(
    name = "locks",
    description = {
      "Time that threads of a service were held up, by lock: how many waits, how long, how much of"
          + " it inside GC pauses and other safepoints, and what is left (NET).",
      "Waits below 1 ms are not recorded. OWNER is who held the lock before, mostly another waiter."
    })
final class LocksCommand implements Callable<Integer> {
  private static final int MAX_HOLDERS = 5;
  private static final int MAX_FRAMES = 8;

  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Option(names = "--all", description = "Idle workers, consumers and sleepers too.")
  boolean all;

  @Option(
      names = "--by",
      paramLabel = "lock|site",
      description = "A row for each lock's class, or for each frame that waits too.")
  @Nullable String by;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only this kind: monitor, lock, pool, map_bin, ... (docs/waits.md).")
  @Nullable String kind;

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin MatchOptions match = new MatchOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  LocksCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    Query query =
        Query.of("/api/v1/locks")
            .with("service", service)
            .with("kind", kind)
            .with("by", by)
            .with("all", all ? "true" : null);
    String answer = client.getText(match.in(range.in(query)));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    terminal.print(summary(answer));
    if (answer.path("locks").isEmpty()) {
      return;
    }
    Table table =
        new Table(
            "KIND",
            "LOCK",
            "WAITS",
            "TOTAL",
            "IN GC",
            "IN SAFEPOINTS",
            "NET",
            "P99",
            "MAX",
            "OWNER",
            "SITE");
    for (JsonNode lock : answer.path("locks")) {
      JsonNode sum = lock.path("sum");
      table.row(
          lock.path("kind").asString(""),
          named(lock.path("lockClass")),
          sum.path("waits").asString("0"),
          nanos(sum.path("totalNanos")),
          nanos(sum.path("gcNanos")),
          nanos(sum.path("safepointNanos")),
          nanos(sum.path("netNanos")),
          nanos(lock.path("p99Nanos")),
          nanos(lock.path("maxNanos")),
          owner(lock.path("owners")),
          named(lock.path("frame")));
    }
    table.lines().forEach(terminal::print);
    long leftOut = answer.path("locksLeftOut").asLong(0);
    if (leftOut > 0) {
      terminal.print(leftOut + " more locks; -o json and 'limit' of the API tell them");
    }
    answer.path("holders").valueStream().limit(MAX_HOLDERS).forEach(this::printHolder);
  }

  /** What the agent saw while threads were waiting. */
  private void printHolder(JsonNode holder) {
    String map = holder.path("mapClass").asString("");
    String lock = holder.path("lockClass").asString("");
    terminal.print("");
    terminal.print(
        "%s held %s%s while %d threads waited, the longest for %s; seen %d times"
            .formatted(
                holder.path("thread").asString(""),
                lock,
                map.isEmpty() || map.equals(lock) ? "" : ", in a " + map,
                holder.path("waiters").asLong(0),
                nanos(holder.path("longestWaitNanos")),
                holder.path("looks").asLong(0)));
    List<String> frames = new ArrayList<>();
    holder.path("stack").forEach(frame -> frames.add(frame.asString("")));
    Collections.reverse(frames);
    frames.stream().limit(MAX_FRAMES).forEach(frame -> terminal.print("    at " + frame));
  }

  private static String summary(JsonNode answer) {
    JsonNode total = answer.path("total");
    if (total.path("waits").asLong(0) == 0) {
      return "No thread of %d instances was held up for 1 ms or more in %d windows of 10 s."
          .formatted(answer.path("instances").asLong(0), answer.path("windows").asLong(0));
    }
    return "%d instances, %d windows of 10 s: %d waits, %s in all, %s of it inside GC pauses and %s inside other safepoints"
        .formatted(
            answer.path("instances").asLong(0),
            answer.path("windows").asLong(0),
            total.path("waits").asLong(0),
            nanos(total.path("totalNanos")),
            nanos(total.path("gcNanos")),
            nanos(total.path("safepointNanos")));
  }

  private static String owner(JsonNode owners) {
    JsonNode first = owners.path(0);
    return first.isMissingNode()
        ? "-"
        : String.format(
            Locale.ROOT,
            "%s (%.0f %%)",
            first.path("thread").asString(""),
            100 * first.path("share").asDouble(0));
  }

  static String nanos(JsonNode nanos) {
    return Words.amount(nanos.asLong(0), "nanoseconds");
  }

  static String named(JsonNode name) {
    String text = name.asString("");
    return text.isEmpty() ? "-" : text;
  }
}

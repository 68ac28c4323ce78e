package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
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

/** {@code pitot why S}. */
@Command(
    name = "why",
    description = {
      "Why threads of a service did not run, in one sentence with its evidence: a lock, a map, GC"
          + " pauses, other safepoints, a GC stall, CPU throttling, an exhausted pool, or the CPU."
    })
final class WhyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Option(
      names = "--last",
      paramLabel = "15m",
      description = "How far back: 90s, 15m, 3h, 2d (default: 15m).")
  String last = "15m";

  @Option(names = "--from", paramLabel = "TIME", description = "Instead of --last.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Until when (default: now).")
  @Nullable String to;

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin MatchOptions match = new MatchOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  WhyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    Query query =
        Query.of("/api/v1/why")
            .with("service", service)
            .with("from", from == null ? "now-" + last : from)
            .with("to", to);
    String answer = client.getText(match.in(query));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    terminal.print(
        answer.path("verdict").asString("").toUpperCase(Locale.ROOT)
            + ": "
            + answer.path("sentence").asString(""));
    terminal.print("");
    Table table = new Table("ANSWER", "THREADS", "TIME", "EVIDENCE");
    for (JsonNode evidence : answer.path("evidence")) {
      boolean isCpu = evidence.path("answer").asString("").equals("cpu");
      table.row(
          evidence.path("answer").asString(""),
          isCpu ? "-" : String.format(Locale.ROOT, "%.2f", evidence.path("threads").asDouble(0)),
          isCpu ? "-" : LocksCommand.nanos(evidence.path("nanos")),
          evidence.path("sentence").asString(""));
    }
    table.lines().forEach(terminal::print);
  }
}

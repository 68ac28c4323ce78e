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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot maps S}. */
@Command(
    name = "maps",
    description = {
      "Maps of a service: waits inside them, resizes, and proven races with both stacks.",
      "Told by Pitot's agent in the JVM; without it there are none."
    })
final class MapsCommand implements Callable<Integer> {
  private static final int MAX_FRAMES = 12;

  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin MatchOptions match = new MatchOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  MapsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    String answer =
        client.getText(match.in(range.in(Query.of("/api/v1/maps").with("service", service))));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    if (answer.path("maps").isEmpty()) {
      terminal.print(
          answer.path("agents").isEmpty()
              ? "No agent of Pitot's has told anything: launch the JVMs with it (docs/waits.md)."
              : "The agents saw no map that was contended, large or raced for.");
      return;
    }
    Table table =
        new Table(
            "MAP",
            "HELD BY",
            "MAPS",
            "WAITS",
            "TOTAL",
            "NET",
            "P99",
            "RESIZES",
            "RESIZING",
            "TABLE",
            "RACES");
    for (JsonNode map : answer.path("maps")) {
      JsonNode waits = map.path("waits");
      table.row(
          map.path("mapClass").asString(""),
          LocksCommand.named(map.path("site")),
          map.path("maps").asString("0"),
          waits.path("waits").asString("0"),
          LocksCommand.nanos(waits.path("totalNanos")),
          LocksCommand.nanos(waits.path("netNanos")),
          LocksCommand.nanos(map.path("p99Nanos")),
          map.path("resizes").asString("0"),
          LocksCommand.nanos(map.path("resizeNanos")),
          map.path("tableLength").asString("0"),
          Integer.toString(
              map.path("races").size()
                  + map.path("checkThenActs").size()
                  + map.path("failFasts").size()));
    }
    table.lines().forEach(terminal::print);
    for (JsonNode map : answer.path("maps")) {
      String name = map.path("mapClass").asString("") + " " + LocksCommand.named(map.path("site"));
      map.path("races").forEach(race -> printRace("Race", name, race));
      map.path("checkThenActs").forEach(race -> printRace("Check, then act", name, race));
      map.path("failFasts").forEach(race -> printRace("Changed while iterated", name, race));
    }
  }

  private void printRace(String what, String map, JsonNode race) {
    String operations = race.path("operation").asString("");
    terminal.print("");
    terminal.print(
        "%s in %s%s, seen %s times"
            .formatted(
                what,
                map,
                operations.isEmpty()
                    ? ""
                    : ": " + operations + " and " + race.path("otherOperation").asString(""),
                race.path("count").asString("1")));
    printStack(race.path("thread").asString(""), race.path("stack"));
    printStack(race.path("otherThread").asString(""), race.path("otherStack"));
  }

  private void printStack(String thread, JsonNode stack) {
    if (stack.isEmpty()) {
      return;
    }
    List<String> frames = new ArrayList<>();
    stack.forEach(frame -> frames.add(frame.asString("")));
    Collections.reverse(frames);
    terminal.print("  " + (thread.isEmpty() ? "a thread" : thread));
    frames.stream().limit(MAX_FRAMES).forEach(frame -> terminal.print("    at " + frame));
    if (frames.size() > MAX_FRAMES) {
      terminal.print("    ... " + (frames.size() - MAX_FRAMES) + " more");
    }
  }
}

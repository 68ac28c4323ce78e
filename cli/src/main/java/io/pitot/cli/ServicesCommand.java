package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.Query;
import io.pitot.cli.remote.Target;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot services}. */
@Command(name = "services", description = "The services that are stored, and those on their way.")
final class ServicesCommand implements Callable<Integer> {
  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin ListFormat output = new ListFormat();

  private final Terminal terminal;

  ServicesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    String answer = collector.client().getText(range.in(Query.of("/api/v1/services")));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    long nowMillis = System.currentTimeMillis();
    Table table = new Table("SERVICE", "RELEASES", "TYPES", "INSTANCES", "LAST SEEN");
    for (JsonNode row : answer.path("services")) {
      table.row(
          row.path("service").asString(""),
          Words.joined(row.path("releases")),
          Words.joined(row.path("types")),
          row.path("instances").asString("0"),
          Words.ago(row.path("lastSeenMillis"), nowMillis));
    }
    table.lines().forEach(terminal::print);
    for (JsonNode target : answer.path("collecting")) {
      terminal.note(Target.of(target).collecting(nowMillis));
    }
  }
}

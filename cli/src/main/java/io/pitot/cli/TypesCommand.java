package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot types S}. */
@Command(name = "types", description = "The profile types of a service, with what they come from.")
final class TypesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  TypesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    String answer = client.getText(range.in(Query.of("/api/v1/services/%s/types", service)));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    Table table = new Table("TYPE", "EVENTS", "SUM", "SOURCES");
    for (JsonNode row : answer.path("types")) {
      table.row(
          row.path("type").asString(""),
          row.path("count").asString("0"),
          Words.amount(row.path("sum").asLong(0), row.path("unit").asString("")),
          Words.joined(row.path("sources")));
    }
    table.lines().forEach(terminal::print);
  }
}

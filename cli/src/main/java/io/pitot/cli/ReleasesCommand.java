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

/** {@code pitot releases S}. */
@Command(name = "releases", description = "The releases of a service, oldest first.")
final class ReleasesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin RangeOptions range = new RangeOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();

  private final Terminal terminal;

  ReleasesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(), wait.duration());
    String answer = client.getText(range.in(Query.of("/api/v1/services/%s/releases", service)));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      print(new JsonMapper().readTree(answer));
    }
    return ExitCode.OK;
  }

  private void print(JsonNode answer) {
    long nowMillis = System.currentTimeMillis();
    Table table = new Table("RELEASE", "INSTANCES", "JDKS", "FIRST SEEN", "LAST SEEN");
    for (JsonNode row : answer.path("releases")) {
      table.row(
          row.path("release").asString(""),
          row.path("instances").asString("0"),
          Words.joined(row.path("jdks")),
          Words.ago(row.path("firstSeenMillis"), nowMillis),
          Words.ago(row.path("lastSeenMillis"), nowMillis));
    }
    table.lines().forEach(terminal::print);
    for (JsonNode deploy : answer.path("deploys")) {
      terminal.print(
          "deployed %s %s: %s"
              .formatted(
                  deploy.path("release").asString(""),
                  Words.ago(deploy.path("atMillis"), nowMillis),
                  String.join(
                          " ", deploy.path("text").asString(""), deploy.path("url").asString(""))
                      .strip()));
    }
  }
}

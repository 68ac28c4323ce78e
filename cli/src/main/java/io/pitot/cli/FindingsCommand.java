package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot findings S}. */
@Command(
    name = "findings",
    description = "What new releases of a service did worse, as the collector found by itself.")
final class FindingsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Mixin ListFormat output = new ListFormat();
  @Mixin CollectorOptions collector = new CollectorOptions();

  private final Terminal terminal;

  FindingsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    String answer = collector.client().getText(Query.of("/api/v1/services/%s/findings", service));
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      lines(new JsonMapper().readTree(answer), System.currentTimeMillis()).forEach(terminal::print);
    }
    return ExitCode.OK;
  }

  static List<String> lines(JsonNode answer, long nowMillis) {
    List<String> lines = new ArrayList<>();
    for (JsonNode comparison : answer.path("comparisons")) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(head(comparison, nowMillis));
      for (JsonNode finding : comparison.path("findings")) {
        addFinding(lines, finding, nowMillis);
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          "no release of %s was compared with the one before yet"
              .formatted(answer.path("service").asString("")));
    }
    return lines;
  }

  private static String head(JsonNode comparison, long nowMillis) {
    String pair =
        "%s -> %s"
            .formatted(
                comparison.path("base").asString(""), comparison.path("candidate").asString(""));
    if (comparison.path("looks").asInt(0) == 0) {
      return "%s: not compared yet: %s".formatted(pair, comparison.path("waiting").asString("?"));
    }
    return "%s: %s at look %s, %s, %s: %s"
        .formatted(
            pair,
            comparison.path("verdict").asString("?"),
            comparison.path("looks").asString("?"),
            Words.ago(comparison.path("lastLookMillis"), nowMillis),
            comparison.path("mode").asString("").equals("same_time")
                ? "both at the same time"
                : "before and after",
            comparison.path("reason").asString(""));
  }

  private static void addFinding(List<String> lines, JsonNode finding, long nowMillis) {
    lines.add(
        String.format(
            Locale.ROOT,
            "  %s %s, first %s: %s, %+.2f points [%+.2f, %+.2f]: %s",
            finding.path("kind").asString("regression"),
            finding.path("state").asString(""),
            Words.ago(finding.path("firstSeenMillis"), nowMillis),
            finding.path("type").asString(""),
            finding.path("changePoints").asDouble(0),
            finding.path("lowPoints").asDouble(0),
            finding.path("highPoints").asDouble(0),
            finding.path("sentence").asString("")));
    for (JsonNode delivery : finding.path("deliveries")) {
      String error = delivery.path("error").asString("");
      lines.add(
          "    webhook %s: %s after %s attempts%s"
              .formatted(
                  delivery.path("place").asString(""),
                  delivery.path("state").asString(""),
                  delivery.path("attempts").asString("0"),
                  error.isEmpty() ? "" : ", " + error));
    }
  }
}

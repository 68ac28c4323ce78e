package io.pitot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The gate's answer as text: the verdict first, then what could have been seen, then findings. */
final class GateText {
  private GateText() {}

  static List<String> lines(JsonNode gate) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s %s -> %s"
            .formatted(
                gate.path("verdict").asString("?"),
                gate.path("service").asString(""),
                gate.path("base").asString(""),
                gate.path("candidate").asString("")));
    lines.add(gate.path("reason").asString(""));
    lines.add(
        "minimum detectable effect: "
            + points(gate.path("mde_points"), "unknown, nothing could be tested"));
    for (JsonNode type : gate.path("types")) {
      lines.add(type(type));
    }
    for (JsonNode finding : gate.path("findings")) {
      lines.add("");
      addFinding(lines, finding);
    }
    if (!gate.path("notes").isEmpty()) {
      lines.add("");
    }
    for (JsonNode note : gate.path("notes")) {
      lines.add("note: " + note.asString(""));
    }
    return lines;
  }

  private static String type(JsonNode type) {
    boolean keepsNothing =
        type.path("verdict").asString("").equals("INCONCLUSIVE")
            && !type.path("needed").asBoolean(true);
    return "  %s, JDK %s: %s%s, %s against %s instances, bar %s, minimum detectable effect %s"
        .formatted(
            type.path("type").asString(""),
            type.path("jdk").asString("?"),
            type.path("verdict").asString("?"),
            keepsNothing ? " (not needed for a PASS)" : "",
            type.path("baseInstances").asString("0"),
            type.path("candidateInstances").asString("0"),
            points(type.path("barPoints"), "?"),
            points(type.path("mdePoints"), "unknown"));
  }

  private static void addFinding(List<String> lines, JsonNode finding) {
    String effect =
        finding.path("fails").asBoolean(false)
            ? "FAILS"
            : finding.has("ignored") ? "ignored" : "does not fail";
    lines.add(
        "%s, %s, %s: %s"
            .formatted(
                effect,
                finding.path("type").asString(""),
                finding.path("kind").asString(""),
                finding.path("sentence").asString("")));
    String application = finding.path("applicationFrame").asString("");
    lines.add("  frame  " + finding.path("frame").asString(""));
    if (!application.isEmpty()) {
      lines.add("  edit   " + application);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  change %+.2f points [%+.2f, %+.2f], bar %.2f, q %.2g, %s of %s instances",
            finding.path("changePoints").asDouble(0),
            finding.path("lowPoints").asDouble(0),
            finding.path("highPoints").asDouble(0),
            finding.path("barPoints").asDouble(0),
            finding.path("q").asDouble(1),
            finding.path("agree").asString("?"),
            finding.path("of").asString("?")));
    for (JsonNode line : finding.path("evidence")) {
      lines.add("  evidence " + line.asString(""));
    }
    String advice = finding.path("advice").asString("");
    if (!advice.isEmpty()) {
      lines.add("  advice " + advice);
    }
  }

  private static String points(JsonNode points, String otherwise) {
    return points.isNumber()
        ? String.format(Locale.ROOT, "%.2f points", points.asDouble(0))
        : otherwise;
  }
}

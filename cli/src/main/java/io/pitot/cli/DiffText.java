package io.pitot.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A comparison as text: the verdict first, then one paragraph per finding. */
final class DiffText {
  private DiffText() {}

  static List<String> lines(JsonNode diff) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s -> %s, %s%s: %s"
            .formatted(
                diff.path("service").asString(""),
                arm(diff.path("base")),
                arm(diff.path("candidate")),
                diff.path("type").asString(""),
                diff.path("jdk").asString("").isEmpty()
                    ? ""
                    : ", JDK " + diff.path("jdk").asString(""),
                diff.path("verdict").asString("?")));
    lines.add(diff.path("reason").asString(""));
    if (diff.path("strata").size() > 1) {
      List<String> strata = new ArrayList<>();
      for (JsonNode stratum : diff.path("strata")) {
        strata.add(
            "JDK %s %s against %s"
                .formatted(
                    stratum.path("jdk").asString("?"),
                    stratum.path("base").asString("0"),
                    stratum.path("candidate").asString("0")));
      }
      lines.add("compared within each JDK and combined: " + String.join(", ", strata));
    }
    for (JsonNode note : diff.path("notes")) {
      lines.add("note: " + note.asString(""));
    }
    for (JsonNode finding : diff.path("findings")) {
      lines.add("");
      addFinding(lines, finding);
    }
    for (JsonNode left : diff.path("leftOut")) {
      lines.add(
          "left out: JDK %s, %s against %s instance(s): only the same JDK is compared"
              .formatted(
                  left.path("jdk").asString("?"),
                  left.path("base").asString("0"),
                  left.path("candidate").asString("0")));
    }
    return lines;
  }

  private static String arm(JsonNode arm) {
    int instances = arm.path("instances").asInt(0);
    return "%s (%d %s)"
        .formatted(
            arm.path("label").asString("?"), instances, instances == 1 ? "instance" : "instances");
  }

  private static void addFinding(List<String> lines, JsonNode finding) {
    lines.add(
        "%s: %s"
            .formatted(finding.path("kind").asString(""), finding.path("sentence").asString("")));
    lines.add("  frame      " + finding.path("frame").asString(""));
    String application = finding.path("applicationFrame").asString("");
    if (!application.isEmpty()) {
      lines.add("  edit       " + application);
    }
    lines.add("  class      " + finding.path("class").asString("").replace('_', ' '));
    for (JsonNode line : finding.path("evidence")) {
      lines.add("  evidence   " + line.asString(""));
    }
    String advice = finding.path("advice").asString("");
    if (!advice.isEmpty()) {
      lines.add("  advice     " + advice);
    }
    lines.add("  path");
    for (JsonNode frame : finding.path("path")) {
      lines.add("    " + frame.asString(""));
    }
  }
}

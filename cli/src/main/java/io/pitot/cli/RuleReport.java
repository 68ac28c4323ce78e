package io.pitot.cli;

import io.pitot.cli.file.RuleFinding;
import io.pitot.cli.file.RuleFinding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What rules found, for people and for scripts. */
final class RuleReport {
  private RuleReport() {}

  static List<String> lines(List<RuleFinding> findings, boolean all) {
    List<String> lines = new ArrayList<>();
    for (RuleFinding finding : findings) {
      boolean isShown = all || finding.weight().matters() || finding.weight() == Weight.FAILED;
      if (isShown) {
        lines.add("%4s  %s".formatted(score(finding), finding.name()));
        indented(finding.summary(), lines);
        if (finding.weight().matters()) {
          indented(finding.solution(), lines);
        }
      }
    }
    lines.add(
        "%d rules: %d warn, %d inform, %d are in order, %d have no data in this recording, %d failed%s"
            .formatted(
                findings.size(),
                count(findings, Weight.WARNING),
                count(findings, Weight.INFORMATION),
                count(findings, Weight.OK),
                count(findings, Weight.NOT_APPLICABLE),
                count(findings, Weight.FAILED),
                all ? "" : "; --all shows all"));
    return lines;
  }

  static String json(String file, List<RuleFinding> findings, boolean all) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("file", file);
    json.put("rules", findings.size());
    ObjectNode counts = json.putObject("counts");
    for (Weight weight : Weight.values()) {
      counts.put(word(weight), count(findings, weight));
    }
    ArrayNode list = json.putArray("findings");
    for (RuleFinding finding : findings) {
      if (all || finding.weight().matters() || finding.weight() == Weight.FAILED) {
        ObjectNode one = list.addObject();
        one.put("id", finding.id());
        one.put("name", finding.name());
        one.put("topic", finding.topic());
        one.put("weight", word(finding.weight()));
        if (finding.score() >= 0) {
          one.put("score", finding.score());
        }
        one.put("summary", finding.summary());
        one.put("explanation", finding.explanation());
        one.put("solution", finding.solution());
      }
    }
    return mapper.writeValueAsString(json);
  }

  private static String score(RuleFinding finding) {
    return switch (finding.weight()) {
      case WARNING, INFORMATION, OK -> String.format(Locale.ROOT, "%.0f", finding.score());
      case NOT_APPLICABLE -> "-";
      case FAILED -> "!";
    };
  }

  private static void indented(String text, List<String> lines) {
    if (!text.isEmpty()) {
      text.lines().forEach(line -> lines.add("      " + line));
    }
  }

  private static int count(List<RuleFinding> findings, Weight weight) {
    return (int) findings.stream().filter(finding -> finding.weight() == weight).count();
  }

  private static String word(Weight weight) {
    return weight.name().toLowerCase(Locale.ROOT);
  }
}

package io.pitot.collector.diff;

import java.util.Locale;

/** A report as a person would read it. */
final class ReportText {
  private ReportText() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(report.verdict()).append(": ").append(report.reason()).append('\n');
    for (Finding finding : report.findings()) {
      text.append(finding.kind())
          .append(' ')
          .append(finding.sentence())
          .append("\n  ")
          .append(String.join(" > ", finding.path()))
          .append('\n');
    }
    Report.Columns tree = report.tree();
    for (int node = 0; node < tree.shape().size(); node++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-2s%s%s %d %d%n",
              tree.mark()[node] > 0 ? "+" : tree.mark()[node] < 0 ? "-" : "",
              "  ".repeat(tree.shape().depth()[node]),
              tree.names().get(tree.shape().name()[node]),
              tree.baseSelf()[node],
              tree.candidateSelf()[node]));
    }
    return text.toString();
  }
}

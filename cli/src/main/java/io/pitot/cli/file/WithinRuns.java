package io.pitot.cli.file;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.tree.UnionTree;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How steady a difference between two JVMs is inside their runs, with stretches of their time as
 * replicates. That is the noise within a run: it says nothing about two JVMs of one release.
 */
final class WithinRuns {
  private static final int FEWEST = 3;

  private final List<Integer> base;
  private final List<Integer> candidate;
  private final Report.Tested tested;

  /**
   * Tests the stretches.
   *
   * @param base columns of the tree
   */
  WithinRuns(Subject subject, UnionTree tree, List<Integer> base, List<Integer> candidate) {
    this.base = base;
    this.candidate = candidate;
    tested =
        Comparison.compare(
                subject,
                tree,
                arm("base", base),
                arm("candidate", candidate),
                DiffParameters.DEFAULT)
            .tested();
  }

  /** The report with a line of evidence more for each finding. */
  Report add(Report report) {
    List<Finding> findings =
        report.findings().stream().map(finding -> finding.with(line(finding.node()))).toList();
    return new Report(
        report.verdict(),
        report.reason(),
        report.gatePoints(),
        report.mdePoints(),
        report.base(),
        report.candidate(),
        findings,
        report.tree(),
        report.tested(),
        report.notes(),
        report.load());
  }

  private String line(int node) {
    int at = Arrays.binarySearch(tested.node(), node);
    if (Math.min(base.size(), candidate.size()) < FEWEST || at < 0) {
      return "inside the runs: too short, or too few events, to tell how steady it is";
    }
    boolean isClear = tested.low()[at] > 0 || tested.high()[at] < 0;
    return ("inside the runs (%d and %d stretches of time as replicates): %s to %s points%s; that"
            + " is noise within a run, not between JVMs")
        .formatted(
            base.size(),
            candidate.size(),
            signed(tested.low()[at]),
            signed(tested.high()[at]),
            isClear ? "" : ", not clear even of that");
  }

  private static String signed(double points) {
    return String.format(Locale.ROOT, "%+.2f", points);
  }

  private static Arm arm(String label, List<Integer> columns) {
    return new Arm(label, columns.stream().map(column -> new Arm.Instance(column, 0)).toList());
  }
}

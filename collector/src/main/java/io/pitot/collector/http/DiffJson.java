package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.Report;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.MatchExpression;
import io.pitot.collector.query.Selection;
import io.pitot.ui.SelfContainedPage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison of two selections. Percent points are of the arm's total. */
record DiffJson(
    String service,
    String type,
    String unit,
    String source,
    String value,
    String jdk,
    ArmJson base,
    ArmJson candidate,
    String verdict,
    String reason,
    double gatePoints,
    @Nullable Double mdePoints,
    List<CompareQuery.ArmsLeftOut> strata,
    List<CompareQuery.ArmsLeftOut> leftOut,
    List<String> notes,
    List<FindingJson> findings,
    Tree tree,
    Tested tested) {

  /**
   * One side.
   *
   * @param instances that were compared
   * @param idleInstances that had next to no data: in the tree and not in the tests
   */
  record ArmJson(
      String label,
      String match,
      long fromMillis,
      long toMillis,
      int instances,
      int idleInstances,
      long total) {

    static ArmJson of(CompareQuery.Side side, Report.ArmSummary arm) {
      Selection selection = side.selection();
      return new ArmJson(
          arm.label(),
          MatchExpression.text(selection.matchers()),
          selection.range().fromMillis(),
          selection.range().toMillis(),
          arm.instances(),
          arm.leftOut(),
          arm.total());
    }
  }

  /** Both sides in one tree, columns in preorder. */
  record Tree(
      int version,
      List<String> names,
      int[] depth,
      int[] name,
      long[] baseSelf,
      long[] candidateSelf,
      int[] mark,
      int mergedNodes) {

    static Tree of(Report.Columns tree) {
      int[] mark = new int[tree.mark().length];
      for (int node = 0; node < mark.length; node++) {
        mark[node] = tree.mark()[node];
      }
      return new Tree(
          SelfContainedPage.PROFILE_VERSION,
          tree.names(),
          tree.shape().depth(),
          tree.shape().name(),
          tree.baseSelf(),
          tree.candidateSelf(),
          mark,
          tree.mergedNodes());
    }
  }

  /** The tested nodes, ascending. */
  record Tested(int[] node, double[] change, double[] low, double[] high, double[] q, int[] agree) {
    static Tested of(Report.Tested tested) {
      return new Tested(
          tested.node(), tested.change(), tested.low(), tested.high(), tested.q(), tested.agree());
    }
  }

  /** One change. */
  record FindingJson(
      String kind,
      String frame,
      @Nullable String applicationFrame,
      List<String> path,
      int node,
      double basePercent,
      double candidatePercent,
      double changePoints,
      double lowPoints,
      double highPoints,
      double q,
      int agree,
      int of,
      String sentence,
      @JsonProperty("class") String findingClass,
      CostJson cost,
      String advice,
      List<String> evidence) {

    static FindingJson of(Finding finding) {
      return new FindingJson(
          finding.kind().name().toLowerCase(Locale.ROOT),
          finding.frame(),
          finding.applicationFrame(),
          finding.path(),
          finding.node(),
          finding.basePercent(),
          finding.candidatePercent(),
          finding.changePoints(),
          finding.lowPoints(),
          finding.highPoints(),
          finding.q(),
          finding.agree(),
          finding.of(),
          finding.sentence(),
          finding.findingClass().id(),
          CostJson.of(finding.cost()),
          finding.advice(),
          finding.evidence());
    }
  }

  /** Absolute cost; null where it is not known. */
  record CostJson(@Nullable Double base, @Nullable Double candidate, String unit, String per) {
    static CostJson of(Finding.Cost cost) {
      return new CostJson(
          Double.isNaN(cost.base()) ? null : cost.base(),
          Double.isNaN(cost.candidate()) ? null : cost.candidate(),
          cost.unit(),
          cost.per());
    }
  }

  static DiffJson of(
      CompareQuery.Answer answer,
      Report report,
      CompareQuery.Side base,
      CompareQuery.Side candidate) {
    return new DiffJson(
        base.selection().service(),
        answer.type().name(),
        answer.type().unit(),
        answer.type().source(),
        answer.value().name().toLowerCase(Locale.ROOT),
        answer.jdk(),
        ArmJson.of(base, report.base()),
        ArmJson.of(candidate, report.candidate()),
        report.verdict().name(),
        report.reason(),
        report.gatePoints(),
        Double.isFinite(report.mdePoints()) ? report.mdePoints() : null,
        answer.strata(),
        answer.leftOut(),
        report.notes(),
        report.findings().stream().map(FindingJson::of).toList(),
        Tree.of(report.tree()),
        Tested.of(report.tested()));
  }
}

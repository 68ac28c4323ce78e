package io.pitot.collector.diff;

import io.pitot.collector.tree.Pruning;
import io.pitot.collector.tree.TreeShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a comparison found. Arrays belong to the report and are not changed.
 *
 * @param reason one sentence
 * @param gatePoints the size of change that fails
 * @param mdePoints the size of change that would have been seen in 95 of 100 comparisons, in the
 *     median of the nodes that hold at least 1 %
 * @param notes what else a person has to know: what was left out or allowed for
 * @param load the candidate's by the base's
 * @param findings regressions, then moved cost, then improvements, the largest first
 */
public record Report(
    Verdict verdict,
    String reason,
    double gatePoints,
    double mdePoints,
    ArmSummary base,
    ArmSummary candidate,
    List<Finding> findings,
    Columns tree,
    Tested tested,
    List<String> notes,
    Load load) {

  /**
   * The same report over a tree of about {@code maxNodes} nodes: the frames of all findings and
   * whatever else is largest in either arm; the rest is summed up in {@code (merged)} nodes.
   */
  public Report pruned(int maxNodes) {
    if (tree.shape().size() <= maxNodes) {
      return this;
    }
    int[] wanted = findings.stream().mapToInt(Finding::node).toArray();
    Pruning pruning = Pruning.select(tree.shape(), tree.weights(), wanted, maxNodes);
    int[] newNode = pruning.newNodes();
    return new Report(
        verdict,
        reason,
        gatePoints,
        mdePoints,
        base,
        candidate,
        findings.stream().map(finding -> finding.at(newNode[finding.node()])).toList(),
        tree.pruned(pruning, newNode),
        tested.pruned(newNode),
        notes,
        load);
  }

  /** The same with more that a person has to know. */
  public Report noting(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new Report(
        verdict,
        reason,
        gatePoints,
        mdePoints,
        base,
        candidate,
        findings,
        tree,
        tested,
        List.copyOf(all),
        load);
  }

  /**
   * One side as it entered the comparison.
   *
   * @param instances with enough data to be compared
   * @param leftOut instances with next to no data, which are in the tree and not in the tests
   * @param events of the compared instances
   * @param total of the compared value over all instances
   */
  public record ArmSummary(String label, int instances, int leftOut, long events, long total) {}

  /**
   * Both sides in one tree.
   *
   * @param names beside {@code shape.names()}: what to show
   * @param mark 1 where the candidate has significantly more, -1 where less, else 0
   */
  public record Columns(
      TreeShape shape,
      List<String> names,
      long[] baseSelf,
      long[] candidateSelf,
      byte[] mark,
      int mergedNodes) {

    private static final double WEIGHT_OF_AN_ARM = 1e12;

    /** What the subtrees hold of both arms, each arm weighing the same. */
    private long[] weights() {
      long[] baseInclusive = shape.inclusive(baseSelf);
      long[] candidateInclusive = shape.inclusive(candidateSelf);
      long[] weights = new long[shape.size()];
      for (int node = 0; node < weights.length; node++) {
        weights[node] =
            (long) (WEIGHT_OF_AN_ARM * baseInclusive[node] / Math.max(1, baseInclusive[0]))
                + (long)
                    (WEIGHT_OF_AN_ARM
                        * candidateInclusive[node]
                        / Math.max(1, candidateInclusive[0]));
      }
      return weights;
    }

    private Columns pruned(Pruning pruning, int[] newNode) {
      byte[] newMark = new byte[pruning.shape().size()];
      for (int node = 0; node < mark.length; node++) {
        if (newNode[node] >= 0) {
          newMark[newNode[node]] = mark[node];
        }
      }
      return new Columns(
          pruning.shape(),
          pruning.names(names),
          pruning.apply(baseSelf),
          pruning.apply(candidateSelf),
          newMark,
          mergedNodes + pruning.leftOut());
    }
  }

  /**
   * The nodes that were tested, in ascending order. Changes are in points of the larger arm's total
   * after the unchanged part of both was brought to one level.
   *
   * @param low lower end of the 95 % interval of the change
   * @param q the smallest rate of false discoveries at which the node would be marked
   * @param agree candidate instances beyond all but a tenth of the base's
   */
  public record Tested(
      int[] node, double[] change, double[] low, double[] high, double[] q, int[] agree) {

    /** When there was too little data for any test. */
    static final Tested NOTHING = of(new int[0]);

    private Tested pruned(int[] newNode) {
      int[] kept = IntStream.range(0, node.length).filter(i -> newNode[node[i]] >= 0).toArray();
      Tested pruned = of(IntStream.of(kept).map(i -> newNode[node[i]]).toArray());
      for (int i = 0; i < kept.length; i++) {
        pruned.change[i] = change[kept[i]];
        pruned.low[i] = low[kept[i]];
        pruned.high[i] = high[kept[i]];
        pruned.q[i] = q[kept[i]];
        pruned.agree[i] = agree[kept[i]];
      }
      return pruned;
    }

    /** Columns for these nodes, to be filled. */
    static Tested of(int[] node) {
      return new Tested(
          node,
          new double[node.length],
          new double[node.length],
          new double[node.length],
          new double[node.length],
          new int[node.length]);
    }
  }
}

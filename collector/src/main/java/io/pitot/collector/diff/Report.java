package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import java.util.List;

/**
 * What a comparison found. Arrays belong to the report and are not changed.
 *
 * @param reason one sentence
 * @param gatePoints the size of change that fails
 * @param mdePoints the size of change that would have been seen in 95 of 100 comparisons, in the
 *     median of the nodes that hold at least 1 %
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
    Tested tested) {

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
      int mergedNodes) {}

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

package io.pitot.collector.diff;

/**
 * How much two releases differ for no reason that is theirs, because they ran at different times:
 * an extra variance of the difference of a node's shares, one part for every node and one that
 * grows with the share.
 *
 * @param absoluteVariance in squared shares
 * @param relativeVariance in squared shares of the node's own share
 */
public record Drift(double absoluteVariance, double relativeVariance) {
  /** Both ran at the same time under the same load: nothing is added. */
  public static final Drift NONE = new Drift(0, 0);

  /**
   * For releases one after the other while too few pairs of them are known to learn from: a node's
   * share may drift by 0.05 points and by a tenth of itself (one standard deviation each).
   */
  public static final Drift CAUTIOUS = new Drift(2 * 0.0005 * 0.0005, 2 * 0.1 * 0.1);

  /** The variance to add for a node that holds {@code share} of everything. */
  double variance(double share) {
    return absoluteVariance / 2 + relativeVariance * share * share / 2;
  }

  /** What to add, by row of a comparison. */
  @FunctionalInterface
  interface OfRow {
    /** Nothing. */
    OfRow NONE = (row, share) -> 0;

    /** The variance for a row that holds {@code share} of everything. */
    double variance(int row, double share);
  }
}

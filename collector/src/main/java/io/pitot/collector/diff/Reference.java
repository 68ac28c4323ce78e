package io.pitot.collector.diff;

import java.util.Arrays;

/**
 * What both arms of a stratum have in common. Shares add up to one, so one thing that grows makes
 * everything else shrink. The reference is the weighted median of the ratio between the arms: half
 * of the profile lies above it, half below, however much a single part changed.
 *
 * <p>The median is taken over what each node holds apart from its larger descendants, because these
 * parts do not overlap: the long spine of frames through which every stack goes always holds
 * everything, changes nothing, and would outvote the rest.
 *
 * <p>The arm in which the unchanged part has the larger share is scaled down to the other, so
 * changes are in shares of the arm that has more in all and none exceeds the whole.
 *
 * @param base factor for the base's shares
 * @param candidate factor for the candidate's
 * @param foundAgain how much of the base is in nodes that the candidate has too
 */
record Reference(double base, double candidate, double foundAgain) {
  /** Both as they are. */
  static final Reference NONE = new Reference(1, 1, 1);

  private static final double SMALLEST_PART = 0.001;

  /**
   * @param base mean share by row
   * @param candidate mean share by row
   * @param parentRow of each row; -1 for those at the top
   */
  static Reference of(double[] base, double[] candidate, int[] parentRow) {
    double[] basePart = parts(base, base, candidate, parentRow);
    double[] candidatePart = parts(candidate, base, candidate, parentRow);
    double[][] ratioAndWeight = new double[base.length][];
    int count = 0;
    double weights = 0;
    for (int row = 0; row < base.length; row++) {
      // Chosen and weighed by both arms alike: a choice by one arm prefers parts that are large
      // there by chance, and the other arm would seem to have less of everything.
      double part = (Math.max(0, basePart[row]) + Math.max(0, candidatePart[row])) / 2;
      if (part >= SMALLEST_PART) {
        double ratio = Math.log(Math.max(0, candidatePart[row]) / Math.max(0, basePart[row]));
        double weight = Math.sqrt(part);
        ratioAndWeight[count++] = new double[] {ratio, weight};
        weights += weight;
      }
    }
    Arrays.sort(ratioAndWeight, 0, count, (a, b) -> Double.compare(a[0], b[0]));
    double below = 0;
    for (int i = 0; i < count; i++) {
      below += ratioAndWeight[i][1];
      if (below >= weights / 2) {
        return ofRatio(ratioAndWeight[i][0], foundAgain(basePart, candidatePart));
      }
    }
    return NONE;
  }

  private static Reference ofRatio(double logarithm, double foundAgain) {
    if (!Double.isFinite(logarithm)) {
      return new Reference(1, 1, foundAgain); // Most is gone or new: nothing to refer to.
    }
    return new Reference(
        Math.exp(Math.min(0, logarithm)), Math.exp(Math.min(0, -logarithm)), foundAgain);
  }

  private static double foundAgain(double[] basePart, double[] candidatePart) {
    double all = 0;
    double found = 0;
    for (int row = 0; row < basePart.length; row++) {
      all += Math.max(0, basePart[row]);
      found += candidatePart[row] > 0 ? Math.max(0, basePart[row]) : 0;
    }
    return all > 0 ? found / all : 1;
  }

  /** The rows' mean shares without those of rows below them. */
  private static double[] parts(
      double[] share, double[] base, double[] candidate, int[] parentRow) {
    double[] part = new double[share.length];
    for (int row = share.length - 1; row >= 0; row--) {
      if (base[row] + candidate[row] < 2 * SMALLEST_PART) {
        continue;
      }
      part[row] += share[row];
      if (parentRow[row] >= 0) {
        part[parentRow[row]] -= share[row];
      }
    }
    return part;
  }
}

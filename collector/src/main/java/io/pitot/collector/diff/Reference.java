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
 * @param variance of the logarithm of the factor: the parts scatter, and so does their median
 */
record Reference(double base, double candidate, double foundAgain, double variance) {
  /** Both as they are. */
  static final Reference NONE = new Reference(1, 1, 1, 0);

  private static final double SMALLEST_PART = 0.001;

  /** The standard deviation of a normal distribution by its median absolute deviation. */
  private static final double SIGMA_BY_MAD = 1.4826;

  /** How much more than a mean a median scatters. */
  private static final double MEDIAN_BY_MEAN = Math.sqrt(Math.PI / 2);

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
    double[][] parts = Arrays.copyOf(ratioAndWeight, count);
    if (count == 0) {
      return NONE;
    }
    double median = median(parts, weights);
    double foundAgain = foundAgain(basePart, candidatePart);
    if (!Double.isFinite(median)) {
      return new Reference(1, 1, foundAgain, 0); // Most is gone or new: nothing to refer to.
    }
    double squares = 0;
    for (double[] part : parts) {
      squares += part[1] * part[1];
      part[0] = Math.abs(part[0] - median);
    }
    double error =
        MEDIAN_BY_MEAN * SIGMA_BY_MAD * median(parts, weights) * Math.sqrt(squares) / weights;
    return new Reference(
        Math.exp(Math.min(0, median)),
        Math.exp(Math.min(0, -median)),
        foundAgain,
        Double.isFinite(error) ? error * error : 0);
  }

  /** The weighted median of pairs of a value and its weight; brings them in order. */
  private static double median(double[][] valueAndWeight, double weights) {
    Arrays.sort(valueAndWeight, (a, b) -> Double.compare(a[0], b[0]));
    double below = 0;
    for (double[] one : valueAndWeight) {
      below += one[1];
      if (below >= weights / 2) {
        return one[0];
      }
    }
    return valueAndWeight[valueAndWeight.length - 1][0];
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

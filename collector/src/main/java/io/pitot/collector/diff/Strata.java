package io.pitot.collector.diff;

/**
 * Which instances may be compared with which. What runs on one JDK is compared with what runs on
 * the same; the differences are then averaged, each weighing as much as its instances can tell (a
 * randomised block design). An instance that has no counterpart on its JDK tells nothing about a
 * change and still how much instances scatter.
 */
final class Strata {
  private final int[] baseStratum;
  private final int[] candidateStratum;
  private final int[] bases;
  private final int[] candidates;

  private Strata(int[] baseStratum, int[] candidateStratum, int count) {
    this.baseStratum = baseStratum;
    this.candidateStratum = candidateStratum;
    bases = new int[count];
    candidates = new int[count];
    for (int stratum : baseStratum) {
      bases[stratum]++;
    }
    for (int stratum : candidateStratum) {
      candidates[stratum]++;
    }
  }

  static Strata of(Side base, Side candidate) {
    int[] baseStratum = base.strata();
    int[] candidateStratum = candidate.strata();
    int count = 1;
    for (int stratum : baseStratum) {
      count = Math.max(count, stratum + 1);
    }
    for (int stratum : candidateStratum) {
      count = Math.max(count, stratum + 1);
    }
    return new Strata(baseStratum, candidateStratum, count);
  }

  /** One of each kind for instances that may all be compared with each other. */
  static Strata single(int base, int candidate) {
    return new Strata(new int[base], new int[candidate], 1);
  }

  int count() {
    return bases.length;
  }

  int bases() {
    return baseStratum.length;
  }

  int candidates() {
    return candidateStratum.length;
  }

  int[] baseStratum() {
    return baseStratum;
  }

  int[] candidateStratum() {
    return candidateStratum;
  }

  /** How much the stratum's difference weighs: 1 over its variance in those of one instance. */
  double weight(int stratum) {
    return bases[stratum] == 0 || candidates[stratum] == 0
        ? 0
        : 1 / (1.0 / bases[stratum] + 1.0 / candidates[stratum]);
  }

  /** What each base instance counts for in a mean over all strata. */
  double[] baseWeights() {
    return weights(baseStratum, bases);
  }

  /** What each candidate instance counts for in a mean over all strata. */
  double[] candidateWeights() {
    return weights(candidateStratum, candidates);
  }

  private double[] weights(int[] stratumOf, int[] sizes) {
    double all = 0;
    for (int stratum = 0; stratum < count(); stratum++) {
      all += weight(stratum);
    }
    double[] weights = new double[stratumOf.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          all > 0
              ? weight(stratumOf[i]) / all / sizes[stratumOf[i]]
              : 1.0 / Math.max(1, stratumOf.length);
    }
    return weights;
  }

  /**
   * What a node's shares come to.
   *
   * @param base the mean
   * @param candidate the mean
   * @param squares of the deviations from the means within each arm of each stratum
   * @param degrees of freedom of {@code squares}
   * @param weight 1 over the variance of the difference in those of one instance
   */
  record Estimate(double base, double candidate, double squares, int degrees, double weight) {
    double change() {
      return candidate - base;
    }

    double variance() {
      return degrees == 0 ? 0 : squares / degrees;
    }
  }

  /**
   * Compares within the strata. A stratum that never has the node tells nothing about it: on that
   * JDK it has another name.
   */
  Estimate estimate(double[] base, double[] candidate) {
    if (count() == 1) {
      return estimateSingle(base, candidate);
    }
    double[] baseSum = new double[count()];
    double[] candidateSum = new double[count()];
    add(base, baseStratum, baseSum);
    add(candidate, candidateStratum, candidateSum);
    double baseMean = 0;
    double candidateMean = 0;
    double weights = 0;
    int degrees = 0;
    double squares = 0;
    for (int stratum = 0; stratum < count(); stratum++) {
      if (baseSum[stratum] == 0 && candidateSum[stratum] == 0) {
        continue;
      }
      double ofBase = baseSum[stratum] / Math.max(1, bases[stratum]);
      double ofCandidate = candidateSum[stratum] / Math.max(1, candidates[stratum]);
      double weight = weight(stratum);
      weights += weight;
      baseMean += weight * ofBase;
      candidateMean += weight * ofCandidate;
      degrees += Math.max(0, bases[stratum] - 1) + Math.max(0, candidates[stratum] - 1);
      squares +=
          squares(base, baseStratum, stratum, ofBase)
              + squares(candidate, candidateStratum, stratum, ofCandidate);
    }
    return weights > 0
        ? new Estimate(baseMean / weights, candidateMean / weights, squares, degrees, weights)
        : new Estimate(0, 0, squares, degrees, 0);
  }

  private Estimate estimateSingle(double[] base, double[] candidate) {
    double baseMean = mean(base);
    double candidateMean = mean(candidate);
    return new Estimate(
        baseMean,
        candidateMean,
        squares(base, baseStratum, 0, baseMean)
            + squares(candidate, candidateStratum, 0, candidateMean),
        base.length + candidate.length - 2,
        weight(0));
  }

  private static void add(double[] values, int[] stratumOf, double[] sums) {
    for (int i = 0; i < values.length; i++) {
      sums[stratumOf[i]] += values[i];
    }
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double squares(double[] values, int[] stratumOf, int stratum, double mean) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (stratumOf[i] == stratum) {
        sum += (values[i] - mean) * (values[i] - mean);
      }
    }
    return sum;
  }
}

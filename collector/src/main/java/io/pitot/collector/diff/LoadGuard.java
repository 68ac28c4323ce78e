package io.pitot.collector.diff;

/**
 * A second opinion where the arms were not under the same load. Shares of little work differ from
 * shares of much work; a regression must then show in absolute cost, per second and instance, too.
 */
final class LoadGuard {
  private static final double SAME_LOAD = 0.1;

  /** The level of a test that only confirms one that has already passed a stricter one. */
  private static final double CONFIRMS = 0.05;

  /** How much stricter a regression is judged where the load differs. */
  private static final double CLEARLY = 0.1;

  private final double ratio;
  private final double[] pMore;

  private LoadGuard(double ratio, double[] pMore) {
    this.ratio = ratio;
    this.pMore = pMore;
  }

  /**
   * Compares the loads. What the unchanged part costs by second tells them: the whole would count a
   * regression as load.
   */
  static LoadGuard of(
      Shares shares, Side base, Side candidate, RowTests tests, DiffParameters parameters) {
    Strata strata = shares.strata();
    double[] baseLoads = relativeLoads(base, base, strata);
    double[] candidateLoads = relativeLoads(candidate, base, strata);
    if (shares.areAbsolute() || baseLoads.length == 0 || candidateLoads.length == 0) {
      return new LoadGuard(1, new double[0]);
    }
    double ratio =
        tests.unchangedShareRatio()
            * mean(candidateLoads, strata.candidateWeights())
            / mean(baseLoads, strata.baseWeights());
    if (!(Math.abs(Math.log(ratio)) > Math.log(1 + SAME_LOAD))) {
      return new LoadGuard(ratio, new double[0]);
    }
    Effects absolute =
        new Effects(
            scaled(shares.base(), baseLoads),
            scaled(shares.candidate(), candidateLoads),
            shares.concentration(),
            (base.inverseEvents() + candidate.inverseEvents()) / 2,
            strata,
            parameters,
            Drift.OfRow.NONE,
            0);
    return new LoadGuard(ratio, absolute.pMore());
  }

  /** Each instance's load by the mean of the base's of its stratum; empty if one is not known. */
  private static double[] relativeLoads(Side side, Side base, Strata strata) {
    double[] loads = side.loads().clone();
    double[] ofBase = base.loads();
    if (loads.length == 0 || ofBase.length == 0) {
      return new double[0];
    }
    int[] stratumOf = side.strata();
    for (int i = 0; i < loads.length; i++) {
      double sum = 0;
      int count = 0;
      for (int other = 0; other < ofBase.length; other++) {
        if (strata.baseStratum()[other] == stratumOf[i]) {
          sum += ofBase[other];
          count++;
        }
      }
      loads[i] = count == 0 ? 1 : loads[i] * count / sum;
    }
    return loads;
  }

  /**
   * Whether a regression of the row also holds in absolute cost, and is so clear that the load
   * alone would not have made it: under more load all absolute cost rises, and shares shift a
   * little.
   */
  boolean confirms(int row, RowTests tests) {
    return pMore.length == 0 || (pMore[row] <= CONFIRMS && tests.q(row) <= tests.level() * CLEARLY);
  }

  /** The candidate's load by the base's; 1 if it is not known. */
  double ratio() {
    return ratio;
  }

  private static double[][] scaled(double[][] shares, double[] loads) {
    double[][] absolute = new double[shares.length][];
    for (int row = 0; row < shares.length; row++) {
      absolute[row] = shares[row].clone();
      for (int i = 0; i < loads.length; i++) {
        absolute[row][i] *= loads[i];
      }
    }
    return absolute;
  }

  private static double mean(double[] values, double[] weights) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
      all += weights[i];
    }
    return sum / all;
  }
}

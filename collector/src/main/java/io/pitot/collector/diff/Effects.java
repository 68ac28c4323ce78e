package io.pitot.collector.diff;

/**
 * The change of each row with its error, and how likely one so large is by chance. Regressions and
 * improvements are tested apart, against a change that would be no news (after McCarthy and Smyth's
 * TREAT).
 */
final class Effects {
  private static final double INTERVAL_TAIL = 0.025;
  private static final double POWER_TAIL = 0.05;
  private static final double LARGEST_SHARE = 0.98;

  private final double[] baseMean;
  private final double[] change;
  private final double[] error;
  private final double[] pMore;
  private final double[] pLess;
  private final double indifference;
  private final StudentT t;
  private final double intervalQuantile;
  private final double powerQuantile;

  private Effects(
      double[] baseMean, double[] change, double[] error, double indifference, StudentT t) {
    this.baseMean = baseMean;
    this.change = change;
    this.error = error;
    this.indifference = indifference;
    this.t = t;
    intervalQuantile = t.exceededWith(INTERVAL_TAIL);
    powerQuantile = t.exceededWith(POWER_TAIL);
    pMore = new double[change.length];
    pLess = new double[change.length];
    for (int row = 0; row < change.length; row++) {
      pMore[row] = t.above((change[row] - indifference) / error[row]);
      pLess[row] = t.above((-change[row] - indifference) / error[row]);
    }
  }

  /** How many instances each arm has. */
  record ArmSizes(int base, int candidate) {
    int degrees() {
      return base + candidate - 2;
    }

    int smaller() {
      return Math.min(base, candidate);
    }

    double variancePerInstance() {
      return 1.0 / base + 1.0 / candidate;
    }
  }

  /**
   * @param base by row and instance
   * @param inverseEvents what the variance of a share p is at least, in units of p(1-p)
   * @param sizes of the arms, together three instances or more
   */
  static Effects of(
      double[][] base,
      double[][] candidate,
      double[] concentration,
      double inverseEvents,
      ArmSizes sizes,
      DiffParameters parameters) {
    int rows = base.length;
    double[] baseMean = new double[rows];
    double[] change = new double[rows];
    double[] share = new double[rows];
    double[] variance = new double[rows];
    for (int row = 0; row < rows; row++) {
      baseMean[row] = mean(base[row]);
      double candidateMean = mean(candidate[row]);
      change[row] = candidateMean - baseMean[row];
      share[row] = Math.min(LARGEST_SHARE, (baseMean[row] + candidateMean) / 2);
      variance[row] =
          (squares(base[row], baseMean[row]) + squares(candidate[row], candidateMean))
              / sizes.degrees();
    }
    ModeratedVariance moderated =
        ModeratedVariance.learn(share, concentration, variance, sizes.degrees());
    double[] error = new double[rows];
    for (int row = 0; row < rows; row++) {
      double chance = share[row] * (1 - share[row]) * inverseEvents;
      double steadied =
          Math.max(moderated.of(share[row], concentration[row], variance[row]), chance);
      error[row] =
          Math.sqrt(
              steadied * sizes.variancePerInstance() + parameters.drift().variance(share[row]));
    }
    return new Effects(
        baseMean, change, error, parameters.indifference(), new StudentT(moderated.degrees()));
  }

  double baseMean(int row) {
    return baseMean[row];
  }

  double change(int row) {
    return change[row];
  }

  /** Half the width of the 95 % interval of the change. */
  double margin(int row) {
    return intervalQuantile * error[row];
  }

  /** How likely a rise like this is where there is none to speak of, by row. */
  double[] pMore() {
    return pMore;
  }

  /** How likely a fall like this is where there is none to speak of, by row. */
  double[] pLess() {
    return pLess;
  }

  /** How likely a fall like this is where nothing changed at all, of a single row. */
  double pFall(int row) {
    return t.above(-change[row] / error[row]);
  }

  /** The change that would be marked, at this level of a single test, in 95 of 100 comparisons. */
  double detectable(int row, double level) {
    return detectable(error[row], level);
  }

  /** The same for a node whose change has this error. */
  double detectable(double error, double level) {
    return indifference + (t.exceededWith(level) + powerQuantile) * error;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double squares(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }
}

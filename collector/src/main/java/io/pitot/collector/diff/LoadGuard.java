package io.pitot.collector.diff;

/**
 * A second opinion where the arms were not under the same load. Shares of little work differ from
 * shares of much work; a regression must then show in absolute cost, per second and instance, too.
 */
final class LoadGuard {
  private static final double SAME_LOAD = 0.1;

  /** The level of a test that only confirms one that has already passed a stricter one. */
  private static final double CONFIRMS = 0.05;

  private final double ratio;
  private final double[] pMore;

  private LoadGuard(double ratio, double[] pMore) {
    this.ratio = ratio;
    this.pMore = pMore;
  }

  static LoadGuard of(Shares shares, Side base, Side candidate, DiffParameters parameters) {
    double[] baseLoads = base.loads();
    double[] candidateLoads = candidate.loads();
    if (baseLoads.length == 0 || candidateLoads.length == 0) {
      return new LoadGuard(1, new double[0]);
    }
    double baseLoad = mean(baseLoads);
    double ratio = mean(candidateLoads) / baseLoad;
    if (Math.abs(Math.log(ratio)) <= Math.log(1 + SAME_LOAD)) {
      return new LoadGuard(ratio, new double[0]);
    }
    Effects absolute =
        Effects.of(
            scaled(shares.base(), baseLoads, baseLoad),
            scaled(shares.candidate(), candidateLoads, baseLoad),
            shares.concentration(),
            (base.inverseEvents() + candidate.inverseEvents()) / 2,
            new Effects.ArmSizes(base.size(), candidate.size()),
            parameters);
    return new LoadGuard(ratio, absolute.pMore());
  }

  /** Whether a regression of the row also holds in absolute cost. */
  boolean confirms(int row) {
    return pMore.length == 0 || pMore[row] <= CONFIRMS;
  }

  /** The candidate's load by the base's; 1 if it is not known. */
  double ratio() {
    return ratio;
  }

  private static double[][] scaled(double[][] shares, double[] loads, double unit) {
    double[][] absolute = new double[shares.length][];
    for (int row = 0; row < shares.length; row++) {
      absolute[row] = shares[row].clone();
      for (int i = 0; i < loads.length; i++) {
        absolute[row][i] *= loads[i] / unit;
      }
    }
    return absolute;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}

package io.pitot.collector.diff;

import java.util.Arrays;

/**
 * A second opinion where the arms were not under the same load. Shares of little work differ from
 * shares of much work; a regression must then show in absolute cost, per second and instance, too,
 * and be larger than what the load could have made of the base's share.
 *
 * <p>Only a difference that exceeds what the instances' own loads scatter by counts: instances that
 * differ among themselves as much as the arms do have the load's effect in their variance already.
 */
final class LoadGuard {
  private static final double SAME_LOAD = 0.1;

  /** The level of a test that only confirms one that has already passed a stricter one. */
  private static final double CONFIRMS = 0.05;

  /** How much stricter a regression is judged where the load differs. */
  private static final double CLEARLY = 0.1;

  /** How unlikely a difference of the loads has to be to be one. */
  private static final double LOAD_TAIL = 0.05;

  /**
   * What shares can go with the load by: a cost that stays the same while all else is in proportion
   * goes with its inverse, a quadratic one with itself, a cubic one with its square.
   */
  private static final double STEEPEST = 2;

  private final Load load;
  private final boolean isProportional;
  private final double explained;
  private final double gate;
  private final double[] pMore;

  private LoadGuard(
      Load load, boolean isProportional, double explained, double gate, double[] pMore) {
    this.load = load;
    this.isProportional = isProportional;
    this.explained = explained;
    this.gate = gate;
    this.pMore = pMore;
  }

  private static LoadGuard off(Load load) {
    return new LoadGuard(load, false, 0, 0, new double[0]);
  }

  /**
   * Compares the loads. What the unchanged part costs by second tells them: the whole would count a
   * regression as load.
   *
   * @param elsewhere for parts of time, which do not tell the load themselves
   */
  static LoadGuard of(
      Shares shares,
      Side base,
      Side candidate,
      RowTests tests,
      DiffParameters parameters,
      Load elsewhere) {
    if (shares.arePartsOfTime()) {
      return ofTime(elsewhere, tests, parameters);
    }
    Strata strata = shares.strata();
    double[] baseLoads = relativeLoads(base, base, strata);
    double[] candidateLoads = relativeLoads(candidate, base, strata);
    if (shares.areAbsolute() || baseLoads.length == 0 || candidateLoads.length == 0) {
      return off(Load.UNKNOWN);
    }
    double ratio =
        tests.unchangedShareRatio()
            * mean(candidateLoads, strata.candidateWeights())
            / mean(baseLoads, strata.baseWeights());
    double away = Math.abs(Math.log(ratio));
    double margin = margin(strata.estimate(logs(baseLoads), logs(candidateLoads)), tests);
    if (!(away - margin > Math.log(1 + SAME_LOAD))) {
      return off(new Load(ratio, margin));
    }
    Effects absolute =
        new Effects(
            scaled(shares.base(), baseLoads),
            scaled(shares.candidate(), candidateLoads),
            shares.tested().concentration(),
            (base.inverseEvents() + candidate.inverseEvents()) / 2,
            strata,
            parameters,
            Drift.OfRow.NONE,
            0);
    return new LoadGuard(
        new Load(ratio, margin),
        false,
        Math.exp(STEEPEST * (away + margin)) - 1,
        parameters.gatePoints() / 100,
        absolute.pMore());
  }

  /** What takes a part of the time takes more of it under more load, however little more. */
  private static LoadGuard ofTime(Load load, RowTests tests, DiffParameters parameters) {
    if (!load.isKnown()) {
      return off(load);
    }
    double most = Math.max(0, Math.log(load.ratio()) + load.margin());
    return new LoadGuard(
        load,
        true,
        Math.exp(STEEPEST * most) - 1,
        parameters.gatePoints() / 100,
        tests.effects().pMore());
  }

  /** How far the logarithm of the loads' ratio may be off. */
  private static double margin(Strata.Estimate ofLogs, RowTests tests) {
    double squared =
        ofLogs.weight() > 0 ? ofLogs.variance() / ofLogs.weight() : Double.POSITIVE_INFINITY;
    double error = Math.sqrt(squared + tests.unchangedShareVariance());
    return new StudentT(Math.max(1, ofLogs.degrees())).exceededWith(LOAD_TAIL) * error;
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
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
   * Whether a regression of the row also holds in absolute cost, and either is so clear that the
   * load alone would not have made it (under more load all absolute cost rises, and shares shift a
   * little) or exceeds by the gate whatever the load could have made of the base's share.
   */
  boolean confirms(int row, RowTests tests) {
    if (pMore.length == 0) {
      return true;
    }
    if (isProportional) {
      return tests.effects().pMoreThan(row, 0, explained) <= tests.level();
    }
    double strict = tests.level() * CLEARLY;
    return pMore[row] <= CONFIRMS
        && (tests.q(row) <= strict || tests.effects().pMoreThan(row, gate, explained) <= strict);
  }

  /** The candidate's load by the base's. */
  Load load() {
    return load;
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

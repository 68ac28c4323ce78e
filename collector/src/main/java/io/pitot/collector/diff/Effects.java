package io.pitot.collector.diff;

import java.util.HashMap;
import java.util.Map;

/**
 * The change of each row with its error, and how likely one so large is by chance. Regressions and
 * improvements are tested apart, against a change that would be no news (after McCarthy and Smyth's
 * TREAT).
 */
final class Effects {
  private static final double INTERVAL_TAIL = 0.025;
  private static final double POWER_TAIL = 0.05;
  private static final double LARGEST_SHARE = 0.98;

  private final Strata strata;
  private final double inverseEvents;
  private final DiffParameters parameters;
  private final Drift.OfRow drift;
  private final double referenceVariance;
  private final ModeratedVariance moderated;
  private final double[] concentration;
  private final Strata.Estimate[] estimate;
  private final double[] error;
  private final StudentT[] distribution;
  private final double[] pMore;
  private final double[] pLess;

  /** Looking up a quantile takes long; degrees that hardly differ share a distribution. */
  private final Map<Double, StudentT> distributions = new HashMap<>();

  /**
   * @param base by row and instance
   * @param inverseEvents what the variance of a share p is at least, in units of p(1-p)
   * @param strata of the instances, together three or more
   * @param drift what to allow for arms that did not run at the same time
   * @param referenceVariance of the level that both arms were brought to, in parts of a share
   */
  Effects(
      double[][] base,
      double[][] candidate,
      double[] concentration,
      double inverseEvents,
      Strata strata,
      DiffParameters parameters,
      Drift.OfRow drift,
      double referenceVariance) {
    this.strata = strata;
    this.inverseEvents = inverseEvents;
    this.parameters = parameters;
    this.drift = drift;
    this.referenceVariance = referenceVariance;
    this.concentration = concentration;
    int rows = base.length;
    estimate = new Strata.Estimate[rows];
    Trend.Node[] node = new Trend.Node[rows];
    double[] variance = new double[rows];
    int[] degrees = new int[rows];
    for (int row = 0; row < rows; row++) {
      estimate[row] = strata.estimate(base[row], candidate[row]);
      node[row] = node(estimate[row], concentration[row]);
      variance[row] = estimate[row].variance();
      degrees[row] = estimate[row].degrees();
    }
    moderated = ModeratedVariance.learn(node, variance, degrees, inverseEvents);
    error = new double[rows];
    distribution = new StudentT[rows];
    pMore = new double[rows];
    pLess = new double[rows];
    for (int row = 0; row < rows; row++) {
      ModeratedVariance.Steadied steadied = steadied(estimate[row], concentration[row]);
      error[row] = error(estimate[row], steadied, drift.variance(row, node[row].share()));
      distribution[row] = distribution(steadied.degrees());
      pMore[row] = above(row, change(row) - parameters.indifference());
      pLess[row] = above(row, -change(row) - parameters.indifference());
    }
  }

  double baseMean(int row) {
    return estimate[row].base();
  }

  double change(int row) {
    return estimate[row].change();
  }

  /** The standard error of the change. */
  double error(int row) {
    return error[row];
  }

  /** Half the width of the 95 % interval of the change. */
  double margin(int row) {
    return distribution[row].exceededWith(INTERVAL_TAIL) * error[row];
  }

  /** How likely a rise like this is where there is none to speak of, by row. */
  double[] pMore() {
    return pMore;
  }

  /** How likely a fall like this is where there is none to speak of, by row. */
  double[] pLess() {
    return pLess;
  }

  /**
   * How likely a rise like this is where the row would have grown by {@code constant} and by a
   * {@code part} of what the base has.
   */
  double pMoreThan(int row, double constant, double part) {
    return above(row, change(row) - constant - part * Math.max(0, baseMean(row)));
  }

  /** How likely a fall like this is where nothing changed at all, of a single row. */
  double pFall(int row) {
    return above(row, -change(row));
  }

  /**
   * How likely such a change is by chance, of shares that are no row's own, such as what is left of
   * a row without some of those below it.
   *
   * @param row whose concentration and drift are taken
   * @param sign 1 for a rise, -1 for a fall
   */
  double pOf(double[] base, double[] candidate, int row, double sign) {
    Strata.Estimate rest = strata.estimate(base, candidate);
    double share = share(rest);
    if (!(share > 0)) {
      return 1;
    }
    ModeratedVariance.Steadied steadied = steadied(rest, concentration[row]);
    double ofRest = error(rest, steadied, drift.variance(row, share));
    return distribution(steadied.degrees())
        .above((sign * rest.change() - parameters.indifference()) / ofRest);
  }

  /** The change that would be marked, at this level of a single test, in 95 of 100 comparisons. */
  double detectable(int row, double level) {
    return detectable(error[row], distribution[row], level);
  }

  /** The same for a node that holds {@code share} and scatters by chance alone. */
  double detectableByChance(double share, double level) {
    double weight = 0;
    for (int stratum = 0; stratum < strata.count(); stratum++) {
      weight += strata.weight(stratum);
    }
    double chance = share * (1 - share) * inverseEvents / weight;
    double degrees = strata.bases() + strata.candidates() - 2;
    return detectable(Math.sqrt(chance), distribution(Math.max(1, degrees)), level);
  }

  private double detectable(double ofError, StudentT t, double level) {
    return parameters.indifference()
        + (t.exceededWith(level) + t.exceededWith(POWER_TAIL)) * ofError;
  }

  private double above(int row, double change) {
    return distribution[row].above(change / error[row]);
  }

  private static double share(Strata.Estimate of) {
    return Math.min(LARGEST_SHARE, (of.base() + of.candidate()) / 2);
  }

  private ModeratedVariance.Steadied steadied(Strata.Estimate of, double ofConcentration) {
    return moderated.of(node(of, ofConcentration), of.variance(), of.degrees());
  }

  private static Trend.Node node(Strata.Estimate of, double concentration) {
    double meanSquare = (of.base() * of.base() + of.candidate() * of.candidate()) / 2;
    return new Trend.Node(share(of), meanSquare, concentration);
  }

  private double error(
      Strata.Estimate of, ModeratedVariance.Steadied steadied, double driftVariance) {
    double share = share(of);
    if (of.weight() == 0 || !(share > 0)) {
      return Double.POSITIVE_INFINITY; // Nothing is known of it.
    }
    double chance = share * (1 - share) * inverseEvents;
    // An error of the level changes what both have by a part of it; what only one has stays its
    // own.
    double common = Math.max(0, Math.min(of.base(), of.candidate()));
    return Math.sqrt(
        Math.max(steadied.variance(), chance) / of.weight()
            + driftVariance
            + common * common * referenceVariance);
  }

  private StudentT distribution(double degrees) {
    double rounded = degrees < 20 ? Math.floor(degrees * 10) / 10 : Math.floor(degrees);
    return distributions.computeIfAbsent(rounded, StudentT::new);
  }
}

package io.pitot.collector.diff;

import java.util.Arrays;

/**
 * All rows tested at once, each direction with its own rate of false discoveries, after both arms
 * of each stratum were brought to one level by its {@link Reference}.
 */
final class RowTests {
  private final Effects effects;
  private final Strata strata;
  private final double level;
  private final Shares shares;
  private final Reference[] references;
  private final double baseFactor;
  private final double candidateFactor;
  private final double[][] base;
  private final double[][] candidate;
  private final double[] qMore;
  private final double[] qLess;

  RowTests(
      Shares shares,
      Side baseSide,
      Side candidateSide,
      DiffParameters parameters,
      Drift.OfRow drift) {
    this.shares = shares;
    this.strata = shares.strata();
    this.level = parameters.falseDiscoveryRate(Math.min(strata.bases(), strata.candidates()));
    references = references(shares);
    base = scaled(shares.base(), strata.baseStratum(), true);
    candidate = scaled(shares.candidate(), strata.candidateStratum(), false);
    baseFactor = mean(true);
    candidateFactor = mean(false);
    effects =
        new Effects(
            base,
            candidate,
            shares.tested().concentration(),
            (baseSide.inverseEvents() + candidateSide.inverseEvents()) / 2,
            strata,
            parameters,
            drift,
            referenceVariance());
    qMore = BenjaminiHochberg.q(effects.pMore());
    qLess = BenjaminiHochberg.q(effects.pLess());
  }

  /** The rate of false discoveries up to which a row is marked. */
  double level() {
    return level;
  }

  Effects effects() {
    return effects;
  }

  /** How much of the base is in nodes that the candidate has too. */
  double foundAgain() {
    return Arrays.stream(references).mapToDouble(Reference::foundAgain).max().orElse(1);
  }

  /** Whether an arm has so few instances that they may agree by luck. */
  boolean smallArms() {
    return DiffParameters.isSmall(Math.min(strata.bases(), strata.candidates()));
  }

  /** Whether two JVMs are compared, so that nothing tells how JVMs of one release differ. */
  boolean isOneOfEach() {
    return strata.bases() + strata.candidates() == 2;
  }

  /** The share of what did not change in the candidate, by that in the base. */
  double unchangedShareRatio() {
    return baseFactor / candidateFactor;
  }

  /** The variance of the logarithm of {@link #unchangedShareRatio}. */
  double unchangedShareVariance() {
    return referenceVariance();
  }

  /** The base's mean share of any node, on the scale of the changes. */
  double base(int node) {
    return shares.baseMean(node) * baseFactor;
  }

  /** The candidate's mean share of any node, on the scale of the changes. */
  double candidate(int node) {
    return shares.candidateMean(node) * candidateFactor;
  }

  /** 1 where there is significantly more, -1 where there is less, else 0. */
  byte mark(int row) {
    if (qMore[row] <= level) {
      return 1;
    }
    return (byte) (qLess[row] <= level ? -1 : 0);
  }

  /** Which rows have the mark. */
  boolean[] marked(int mark) {
    boolean[] marked = new boolean[qMore.length];
    for (int row = 0; row < marked.length; row++) {
      marked[row] = mark(row) == mark;
    }
    return marked;
  }

  /** The q-value in the direction of the change. */
  double q(int row) {
    return effects.change(row) >= 0 ? qMore[row] : qLess[row];
  }

  /**
   * How likely it is that what {@code row} has beside the rows {@code below} it changed by chance.
   *
   * @param sign 1 for a rise, -1 for a fall
   */
  double pOfRest(int row, Iterable<Integer> below, double sign) {
    double[] restOfBase = base[row].clone();
    double[] restOfCandidate = candidate[row].clone();
    for (int other : below) {
      subtract(restOfBase, base[other]);
      subtract(restOfCandidate, candidate[other]);
    }
    return effects.pOf(restOfBase, restOfCandidate, row, sign);
  }

  private static void subtract(double[] from, double[] part) {
    for (int i = 0; i < from.length; i++) {
      from[i] = Math.max(0, from[i] - part[i]);
    }
  }

  /**
   * Candidate instances that lie, in the direction of the change, beyond nine tenths of the base's
   * of the same stratum.
   */
  int agree(int row) {
    double sign = effects.change(row) >= 0 ? 1 : -1;
    int agree = 0;
    for (int stratum = 0; stratum < strata.count(); stratum++) {
      double[] sorted = of(stratum, base[row], strata.baseStratum());
      double[] others = of(stratum, candidate[row], strata.candidateStratum());
      if (sorted.length > 0) {
        for (int i = 0; i < sorted.length; i++) {
          sorted[i] *= sign;
        }
        Arrays.sort(sorted);
        double bar = sorted[sorted.length - 1 - sorted.length / 11];
        agree += (int) Arrays.stream(others).filter(y -> sign * y > bar).count();
      }
    }
    return agree;
  }

  private static double[] of(int stratum, double[] values, int[] stratumOf) {
    double[] some = new double[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (stratumOf[i] == stratum) {
        some[count++] = values[i];
      }
    }
    return Arrays.copyOf(some, count);
  }

  /** How many instances {@link #agree} could count. */
  int candidates() {
    return strata.candidates();
  }

  /**
   * The change that 95 of 100 comparisons would mark: the median over the nodes that hold at least
   * {@code least}; if there are none, that of a node which holds it and scatters by chance alone.
   */
  double detectable(double least) {
    double singleLevel = level / Math.max(1, qMore.length);
    double[] changes = new double[qMore.length];
    int count = 0;
    for (int row = 0; row < changes.length; row++) {
      int node = shares.tested().nodeOf(row);
      if ((shares.baseMean(node) + shares.candidateMean(node)) / 2 >= least) {
        changes[count++] = effects.detectable(row, singleLevel);
      }
    }
    if (count == 0) {
      return effects.detectableByChance(least, singleLevel);
    }
    Arrays.sort(changes, 0, count);
    return changes[count / 2];
  }

  private static Reference[] references(Shares shares) {
    Strata strata = shares.strata();
    Reference[] references = new Reference[strata.count()];
    int[] parentRow = shares.tested().parentRows();
    for (int stratum = 0; stratum < references.length; stratum++) {
      references[stratum] =
          shares.areAbsolute() || strata.weight(stratum) == 0
              ? Reference.NONE
              : Reference.of(
                  means(shares.base(), strata.baseStratum(), stratum),
                  means(shares.candidate(), strata.candidateStratum(), stratum),
                  parentRow);
    }
    return references;
  }

  private static double[] means(double[][] shares, int[] stratumOf, int stratum) {
    double[] means = new double[shares.length];
    for (int row = 0; row < means.length; row++) {
      double sum = 0;
      int count = 0;
      for (int i = 0; i < stratumOf.length; i++) {
        if (stratumOf[i] == stratum) {
          sum += shares[row][i];
          count++;
        }
      }
      means[row] = sum / count;
    }
    return means;
  }

  /** How much the level to which both arms were brought scatters, as a part of any share. */
  private double referenceVariance() {
    double sum = 0;
    double weights = 0;
    for (int stratum = 0; stratum < references.length; stratum++) {
      double weight = strata.weight(stratum);
      sum += weight * weight * references[stratum].variance();
      weights += weight;
    }
    return weights > 0 ? sum / (weights * weights) : 0;
  }

  private double mean(boolean ofBase) {
    double sum = 0;
    double weights = 0;
    for (int stratum = 0; stratum < references.length; stratum++) {
      double weight = strata.weight(stratum);
      sum += weight * (ofBase ? references[stratum].base() : references[stratum].candidate());
      weights += weight;
    }
    return weights > 0 ? sum / weights : 1;
  }

  private double[][] scaled(double[][] unscaled, int[] stratumOf, boolean ofBase) {
    double[] factor = new double[stratumOf.length];
    for (int i = 0; i < factor.length; i++) {
      Reference reference = references[stratumOf[i]];
      factor[i] = ofBase ? reference.base() : reference.candidate();
    }
    double[][] scaled = new double[unscaled.length][factor.length];
    for (int row = 0; row < scaled.length; row++) {
      for (int i = 0; i < factor.length; i++) {
        scaled[row][i] = unscaled[row][i] * factor[i];
      }
    }
    return scaled;
  }
}

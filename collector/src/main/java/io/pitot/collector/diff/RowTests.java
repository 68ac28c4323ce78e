package io.pitot.collector.diff;

import java.util.Arrays;

/**
 * All rows tested at once, each direction with its own rate of false discoveries, after both arms
 * were brought to one level by the {@link Reference}.
 */
final class RowTests {
  private final Effects effects;
  private final Effects.ArmSizes sizes;
  private final double level;
  private final double inverseEvents;
  private final Shares shares;
  private final Reference reference;
  private final double[][] base;
  private final double[][] candidate;
  private final double[] share;
  private final double[] qMore;
  private final double[] qLess;

  private RowTests(
      Effects effects,
      Effects.ArmSizes sizes,
      double level,
      double inverseEvents,
      Shares shares,
      Reference reference,
      double[][] base,
      double[][] candidate,
      double[] share) {
    this.effects = effects;
    this.sizes = sizes;
    this.level = level;
    this.inverseEvents = inverseEvents;
    this.shares = shares;
    this.reference = reference;
    this.base = base;
    this.candidate = candidate;
    this.share = share;
    qMore = BenjaminiHochberg.q(effects.pMore());
    qLess = BenjaminiHochberg.q(effects.pLess());
  }

  static RowTests of(Shares shares, Side baseSide, Side candidateSide, DiffParameters parameters) {
    Reference reference = Reference.of(shares);
    double[][] base = scaled(shares.base(), reference.base());
    double[][] candidate = scaled(shares.candidate(), reference.candidate());
    Effects.ArmSizes sizes = new Effects.ArmSizes(baseSide.size(), candidateSide.size());
    double inverseEvents = (baseSide.inverseEvents() + candidateSide.inverseEvents()) / 2;
    double[] share = new double[shares.rows()];
    for (int row = 0; row < share.length; row++) {
      int node = shares.nodeOf(row);
      share[row] = (shares.baseMean(node) + shares.candidateMean(node)) / 2;
    }
    return new RowTests(
        Effects.of(base, candidate, shares.concentration(), inverseEvents, sizes, parameters),
        sizes,
        parameters.falseDiscoveryRate(sizes.smaller()),
        inverseEvents,
        shares,
        reference,
        base,
        candidate,
        share);
  }

  Effects effects() {
    return effects;
  }

  /** How much of the base is in nodes that the candidate has too. */
  double foundAgain() {
    return reference.foundAgain();
  }

  /** Whether an arm has so few instances that they may agree by luck. */
  boolean smallArms() {
    return DiffParameters.isSmall(sizes.smaller());
  }

  /** The base's mean share of any node, on the scale of the changes. */
  double base(int node) {
    return shares.baseMean(node) * reference.base();
  }

  /** The candidate's mean share of any node, on the scale of the changes. */
  double candidate(int node) {
    return shares.candidateMean(node) * reference.candidate();
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
   * Candidate instances that lie, in the direction of the change, beyond nine tenths of the base.
   */
  int agree(int row) {
    double sign = effects.change(row) >= 0 ? 1 : -1;
    double[] sorted = Arrays.stream(base[row]).map(y -> sign * y).sorted().toArray();
    double bar = sorted[sorted.length - 1 - sorted.length / 11];
    return (int) Arrays.stream(candidate[row]).filter(y -> sign * y > bar).count();
  }

  /** How many instances {@link #agree} could count. */
  int candidates() {
    return sizes.candidate();
  }

  /**
   * The change that 95 of 100 comparisons would mark: the median over the nodes that hold at least
   * {@code share}; if there are none, that of a node which holds it and scatters by chance alone.
   */
  double detectable(double least) {
    double singleLevel = level / Math.max(1, share.length);
    double[] changes = new double[share.length];
    int count = 0;
    for (int row = 0; row < share.length; row++) {
      if (share[row] >= least) {
        changes[count++] = effects.detectable(row, singleLevel);
      }
    }
    if (count == 0) {
      double chance = least * (1 - least) * inverseEvents * sizes.variancePerInstance();
      return effects.detectable(Math.sqrt(chance), singleLevel);
    }
    Arrays.sort(changes, 0, count);
    return changes[count / 2];
  }

  private static double[][] scaled(double[][] shares, double factor) {
    double[][] scaled = new double[shares.length][];
    for (int row = 0; row < shares.length; row++) {
      scaled[row] = Arrays.stream(shares[row]).map(share -> share * factor).toArray();
    }
    return scaled;
  }
}

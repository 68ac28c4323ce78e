package io.pitot.collector.diff;

import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.stream.IntStream;

/** Each instance's share of the nodes that are tested, and each arm's mean share of all nodes. */
final class Shares {
  private final UnionTree tree;
  private final Value value;
  private final NodeMeans means;
  private final TestedNodes tested;
  private final Side baseSide;
  private final Side candidateSide;
  private final Denominator denominator;
  private final Strata strata;
  private final double[][] base;
  private final double[][] candidate;

  private Shares(
      UnionTree tree,
      Value value,
      NodeMeans means,
      TestedNodes tested,
      Denominator denominator,
      Side baseSide,
      Side candidateSide) {
    this.tree = tree;
    this.value = value;
    this.means = means;
    this.tested = tested;
    this.denominator = denominator;
    this.baseSide = baseSide;
    this.candidateSide = candidateSide;
    strata = Strata.of(baseSide, candidateSide);
    base = byRow(baseSide);
    candidate = byRow(candidateSide);
  }

  static Shares of(
      UnionTree tree, Subject subject, Side base, Side candidate, DiffParameters parameters) {
    Denominator denominator = Denominator.of(subject, base, candidate);
    NodeMeans means =
        NodeMeans.of(
            tree, subject.value(), denominator, Strata.of(base, candidate), base, candidate);
    TestedNodes tested =
        TestedNodes.of(tree, means, denominator.isAbsolute(), base, candidate, parameters);
    return new Shares(tree, subject.value(), means, tested, denominator, base, candidate);
  }

  /** The same nodes over other instances; means by node stay as they are. */
  Shares between(Side otherBase, Side otherCandidate) {
    return new Shares(
        tree,
        value,
        means,
        tested,
        denominator.between(otherBase, otherCandidate),
        otherBase,
        otherCandidate);
  }

  /** The nodes that are tested; the index of each is its row here. */
  TestedNodes tested() {
    return tested;
  }

  /** Which instances are compared with which. */
  Strata strata() {
    return strata;
  }

  /**
   * Whether the shares are of the base's cost by request or of the observed time: what one thing
   * takes more the others do not take less.
   */
  boolean areAbsolute() {
    return denominator.isAbsolute();
  }

  /** Whether the shares are of the observed time. */
  boolean arePartsOfTime() {
    return denominator.partOfTime();
  }

  /** Whether costs are by request. */
  boolean areByRequest() {
    return denominator.byRequest();
  }

  /** Shares by row and base instance. */
  double[][] base() {
    return base;
  }

  /** Shares by row and candidate instance. */
  double[][] candidate() {
    return candidate;
  }

  /** The base's mean share of any node, tested or not. */
  double baseMean(int node) {
    return means.base(node);
  }

  /** The candidate's mean share of any node, tested or not. */
  double candidateMean(int node) {
    return means.candidate(node);
  }

  /** What the row costs an instance of the base by second, or by request where those are known. */
  double baseCost(int row) {
    return cost(base[row], baseSide, areByRequest());
  }

  /** The same of the candidate. */
  double candidateCost(int row) {
    return cost(candidate[row], candidateSide, areByRequest());
  }

  /** What the row costs an instance of the base by second. */
  double baseCostBySecond(int row) {
    return cost(base[row], baseSide, false);
  }

  /** The same of the candidate. */
  double candidateCostBySecond(int row) {
    return cost(candidate[row], candidateSide, false);
  }

  private double cost(double[] share, Side side, boolean byRequest) {
    double[] whole = denominator.of(side);
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      Arm.Instance instance = side.members().get(i).instance();
      double divisor = byRequest ? instance.requests() : instance.observedSeconds();
      sum += divisor > 0 ? share[i] * whole[i] / divisor : Double.NaN;
    }
    return sum / share.length;
  }

  private double[][] byRow(Side side) {
    double[] whole = denominator.of(side);
    double[][] shares = new double[tested.count()][side.size()];
    IntStream.range(0, side.size())
        .parallel()
        .forEach(
            i -> {
              UnionTree.Column column =
                  tree.columns().get(side.members().get(i).instance().column());
              double[] sums = tested.sums(column.node(), column.self(value));
              for (int row = 0; row < sums.length; row++) {
                shares[row][i] = sums[row] / whole[i];
              }
            });
    return shares;
  }
}

package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.List;
import java.util.stream.Stream;

/** Each arm's mean share of every node of the tree, what is below it included. */
final class NodeMeans {
  private final double[] base;
  private final double[] candidate;

  private NodeMeans(double[] base, double[] candidate) {
    this.base = base;
    this.candidate = candidate;
  }

  static NodeMeans of(
      UnionTree tree,
      Value value,
      Denominator denominator,
      Strata strata,
      Side base,
      Side candidate) {
    List<double[]> arms =
        Stream.of(
                new Weighted(base, strata.baseWeights()),
                new Weighted(candidate, strata.candidateWeights()))
            .parallel()
            .map(arm -> byNode(tree, value, denominator, arm))
            .toList();
    return new NodeMeans(arms.get(0), arms.get(1));
  }

  /** An arm and how much each of its instances counts. */
  private static final class Weighted {
    final Side side;
    final double[] weights;

    Weighted(Side side, double[] weights) {
      this.side = side;
      this.weights = weights;
    }
  }

  /** A mean of subtree sums is the subtree sum of means: one pass over the tree for all. */
  private static double[] byNode(
      UnionTree tree, Value value, Denominator denominator, Weighted arm) {
    TreeShape shape = tree.shape();
    int[] parent = shape.parents();
    double[] whole = denominator.of(arm.side);
    double[] mean = new double[shape.size()];
    for (int i = 0; i < arm.side.size(); i++) {
      UnionTree.Column column = tree.columns().get(arm.side.members().get(i).instance().column());
      int[] node = column.node();
      long[] self = column.self(value);
      double weight = arm.weights[i] / whole[i];
      for (int at = 0; at < node.length; at++) {
        mean[node[at]] += Math.max(0, self[at]) * weight;
      }
    }
    for (int node = mean.length - 1; node > 0; node--) {
      mean[parent[node]] += mean[node];
    }
    return mean;
  }

  double base(int node) {
    return base[node];
  }

  double candidate(int node) {
    return candidate[node];
  }

  /** What both arms hold together. */
  double both(int node) {
    return base[node] + candidate[node];
  }
}

package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.Arrays;

/**
 * Each instance's share of the nodes worth testing. These are the rows: nodes that hold between
 * 0.02 % and 98 %, with enough events, and of a chain of only children, which all hold the same,
 * the deepest. The instances' subtree sums are computed one at a time and only the rows of them
 * kept, so memory goes with rows and not with nodes times instances.
 */
final class Shares {
  private static final double SMALLEST_SHARE = 0.0002;
  private static final double LARGEST_SHARE = 0.98;

  private final TreeShape shape;
  private final int[] parent;
  private final int[] end;
  private final int[] nodes;
  private final int[] rowByNode;
  private final double[][] base;
  private final double[][] candidate;
  private final double[] baseMean;
  private final double[] candidateMean;
  private final double[] concentration;

  private Shares(
      UnionTree tree, Value value, Side baseSide, Side candidateSide, long minNodeEvents) {
    shape = tree.shape();
    parent = shape.parents();
    end = subtreeEnds(parent);
    baseMean = meanByNode(tree, value, baseSide);
    candidateMean = meanByNode(tree, value, candidateSide);
    int[] representative = representatives(tree, value, baseSide, candidateSide);
    long[] events = events(tree, baseSide, candidateSide);
    nodes = rows(representative, events, minNodeEvents);
    rowByNode = new int[shape.size()];
    Arrays.fill(rowByNode, -1);
    for (int row = 0; row < nodes.length; row++) {
      rowByNode[nodes[row]] = row;
    }
    for (int node = 0; node < rowByNode.length; node++) {
      rowByNode[node] = rowByNode[representative[node]];
    }
    base = sharesByRow(tree, value, baseSide);
    candidate = sharesByRow(tree, value, candidateSide);
    concentration = concentrationByRow();
  }

  static Shares of(
      UnionTree tree, Value value, Side base, Side candidate, DiffParameters parameters) {
    return new Shares(tree, value, base, candidate, parameters.minNodeEvents());
  }

  int rows() {
    return nodes.length;
  }

  TreeShape shape() {
    return shape;
  }

  int[] parents() {
    return parent;
  }

  /** The first node behind the subtree of {@code node}. */
  int endOf(int node) {
    return end[node];
  }

  int nodeOf(int row) {
    return nodes[row];
  }

  /** The row of the chain that the node belongs to; -1 if it is not tested. */
  int rowOf(int node) {
    return rowByNode[node];
  }

  /** The first row behind those in the subtree of {@code row}'s node. */
  int endRow(int row) {
    int found = Arrays.binarySearch(nodes, end[nodes[row]]);
    return found >= 0 ? found : -found - 1;
  }

  /** The rows' parents among the rows; -1 for those at the top. */
  int[] parentRows() {
    int[] parentRow = new int[nodes.length];
    int[] openRow = new int[nodes.length + 1];
    int open = 0;
    for (int row = 0; row < nodes.length; row++) {
      while (open > 0 && end[nodes[openRow[open - 1]]] <= nodes[row]) {
        open--;
      }
      parentRow[row] = open == 0 ? -1 : openRow[open - 1];
      openRow[open++] = row;
    }
    return parentRow;
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
    return baseMean[node];
  }

  /** The candidate's mean share of any node, tested or not. */
  double candidateMean(int node) {
    return candidateMean[node];
  }

  /**
   * How few stacks each row's share consists of: 1 if it is one stack, 1/n if it is n equal ones.
   * Many small costs even out between instances; one large one does not.
   */
  double[] concentration() {
    return concentration;
  }

  private double[] concentrationByRow() {
    double[] own = new double[parent.length];
    for (int node = own.length - 1; node > 0; node--) {
      double share = baseMean[node] + candidateMean[node];
      own[node] += share;
      own[parent[node]] -= share;
    }
    double[] squares = new double[parent.length];
    for (int node = own.length - 1; node > 0; node--) {
      squares[node] += own[node] * own[node];
      squares[parent[node]] += squares[node];
    }
    double[] byRow = new double[nodes.length];
    for (int row = 0; row < nodes.length; row++) {
      double share = baseMean[nodes[row]] + candidateMean[nodes[row]];
      byRow[row] = Math.min(1, Math.max(1e-6, squares[nodes[row]] / (share * share)));
    }
    return byRow;
  }

  private int[] rows(int[] representative, long[] events, long minNodeEvents) {
    int[] rows = new int[shape.size()];
    int count = 0;
    for (int node = 1; node < rows.length; node++) {
      double share = (baseMean[node] + candidateMean[node]) / 2;
      if (representative[node] == node
          && share >= SMALLEST_SHARE
          && share <= LARGEST_SHARE
          && events[node] >= minNodeEvents) {
        rows[count++] = node;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private double[][] sharesByRow(UnionTree tree, Value value, Side side) {
    double[][] shares = new double[nodes.length][side.size()];
    for (int i = 0; i < side.size(); i++) {
      Side.Member member = side.members().get(i);
      long[] inclusive = inclusive(tree, member, value);
      for (int row = 0; row < nodes.length; row++) {
        shares[row][i] = (double) inclusive[nodes[row]] / member.total();
      }
    }
    return shares;
  }

  private double[] meanByNode(UnionTree tree, Value value, Side side) {
    double[] mean = new double[shape.size()];
    for (Side.Member member : side.members()) {
      long[] inclusive = inclusive(tree, member, value);
      double weight = 1.0 / member.total() / side.size();
      for (int node = 0; node < mean.length; node++) {
        mean[node] += inclusive[node] * weight;
      }
    }
    return mean;
  }

  private long[] events(UnionTree tree, Side base, Side candidate) {
    long[] self = new long[shape.size()];
    addSelf(tree, Value.COUNT, base, self);
    addSelf(tree, Value.COUNT, candidate, self);
    return inclusive(self);
  }

  /** For each node the deepest of the chain of only children that begins there. */
  private int[] representatives(UnionTree tree, Value value, Side base, Side candidate) {
    long[] self = new long[shape.size()];
    addSelf(tree, value, base, self);
    addSelf(tree, value, candidate, self);
    int[] representative = new int[shape.size()];
    for (int node = representative.length - 1; node >= 0; node--) {
      boolean onlyChild = node + 1 < end[node] && end[node + 1] == end[node];
      representative[node] = onlyChild && self[node] <= 0 ? representative[node + 1] : node;
    }
    return representative;
  }

  private static void addSelf(UnionTree tree, Value value, Side side, long[] sum) {
    for (Side.Member member : side.members()) {
      tree.columns().get(member.instance().column()).addTo(sum, value);
    }
  }

  private long[] inclusive(UnionTree tree, Side.Member member, Value value) {
    long[] self = new long[parent.length];
    tree.columns().get(member.instance().column()).addTo(self, value);
    return inclusive(self);
  }

  /** Turns the nodes' own values into those of their subtrees, in place. */
  private long[] inclusive(long[] self) {
    for (int node = self.length - 1; node >= 0; node--) {
      self[node] = Math.max(0, self[node]);
      if (node > 0) {
        self[parent[node]] += self[node];
      }
    }
    return self;
  }

  private static int[] subtreeEnds(int[] parent) {
    int[] end = new int[parent.length];
    for (int node = parent.length - 1; node >= 0; node--) {
      end[node] = Math.max(end[node], node + 1);
      if (node > 0) {
        end[parent[node]] = Math.max(end[parent[node]], end[node]);
      }
    }
    return end;
  }
}

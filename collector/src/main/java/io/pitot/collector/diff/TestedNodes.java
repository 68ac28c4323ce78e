package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The nodes worth testing, which are the rows of a comparison: those that hold between 0.02 % and
 * 98 %, with enough events, and of a chain of only children, which all hold the same, the deepest.
 * Rows are in the order of the tree, so that a row's subtree is the rows that follow it.
 */
final class TestedNodes {
  private static final double SMALLEST_SHARE = 0.0002;
  private static final double LARGEST_SHARE = 0.98;
  private static final double ROUNDING = 1e-12;

  private final TreeShape shape;
  private final NodeMeans means;
  private final int[] parent;
  private final int[] end;
  private final int[] nodes;
  private final int[] rowByNode;

  /** The row whose subtree a node's own values belong to, apart from rows below; -1 for none. */
  private final int[] rowAbove;

  private final int[] parentRow;
  private final double[] concentration;

  private TestedNodes(TreeShape shape, NodeMeans means, boolean absolute, Events events) {
    this.shape = shape;
    this.means = means;
    parent = shape.parents();
    end = subtreeEnds(parent);
    int[] representative = representatives();
    nodes = tested(representative, absolute, events);
    int[] rowAt = new int[shape.size()];
    Arrays.fill(rowAt, -1);
    for (int row = 0; row < nodes.length; row++) {
      rowAt[nodes[row]] = row;
    }
    rowByNode = new int[shape.size()];
    rowAbove = new int[shape.size()];
    rowAbove[0] = -1;
    rowByNode[0] = rowAt[representative[0]];
    for (int node = 1; node < rowByNode.length; node++) {
      rowByNode[node] = rowAt[representative[node]];
      rowAbove[node] = rowAt[node] >= 0 ? rowAt[node] : rowAbove[parent[node]];
    }
    parentRow = parentRows(nodes, end);
    concentration = concentrationByRow();
  }

  static TestedNodes of(
      UnionTree tree,
      NodeMeans means,
      boolean absolute,
      Side base,
      Side candidate,
      DiffParameters parameters) {
    return new TestedNodes(
        tree.shape(), means, absolute, Events.of(tree, base, candidate, parameters));
  }

  /** How many events each node has in both arms, and how many a row needs. */
  private static final class Events {
    final long[] byNode;
    final long least;

    private Events(long[] byNode, long least) {
      this.byNode = byNode;
      this.least = least;
    }

    static Events of(UnionTree tree, Side base, Side candidate, DiffParameters parameters) {
      long[] byNode = new long[tree.shape().size()];
      Stream.of(base, candidate)
          .flatMap(side -> side.members().stream())
          .forEach(
              member -> tree.columns().get(member.instance().column()).addTo(byNode, Value.COUNT));
      int[] parent = tree.shape().parents();
      for (int node = byNode.length - 1; node > 0; node--) {
        byNode[parent[node]] += byNode[node];
      }
      return new Events(byNode, parameters.minNodeEvents());
    }
  }

  /** How many rows there are. */
  int count() {
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
    return parentRow;
  }

  /**
   * How few stacks each row's share consists of: 1 if it is one stack, 1/n if it is n equal ones.
   * Many small costs even out between instances; one large one does not.
   */
  double[] concentration() {
    return concentration;
  }

  /**
   * One instance's values by row. They are added to the rows they belong to and then up from row to
   * row, so that the cost goes with the values there are and not with nodes times instances.
   */
  double[] sums(int[] node, long[] self) {
    double[] sums = new double[nodes.length];
    for (int i = 0; i < node.length; i++) {
      int row = rowAbove[node[i]];
      if (row >= 0) {
        sums[row] += Math.max(0, self[i]);
      }
    }
    for (int row = sums.length - 1; row >= 0; row--) {
      if (parentRow[row] >= 0) {
        sums[parentRow[row]] += sums[row];
      }
    }
    return sums;
  }

  private int[] tested(int[] representative, boolean absolute, Events events) {
    int[] tested = new int[shape.size()];
    int count = 0;
    for (int node = 1; node < tested.length; node++) {
      double share = means.both(node) / 2;
      if (representative[node] == node
          && share >= SMALLEST_SHARE
          && (absolute || share <= LARGEST_SHARE)
          && events.byNode[node] >= events.least) {
        tested[count++] = node;
      }
    }
    return Arrays.copyOf(tested, count);
  }

  /** For each node the deepest of the chain of only children that begins there. */
  private int[] representatives() {
    int[] representative = new int[shape.size()];
    for (int node = representative.length - 1; node >= 0; node--) {
      boolean onlyChild = node + 1 < end[node] && end[node + 1] == end[node];
      representative[node] =
          onlyChild && !holdsMoreThan(node, node + 1) ? representative[node + 1] : node;
    }
    return representative;
  }

  /** Means of the same instances that differ by no more than rounding are of equal sums. */
  private boolean holdsMoreThan(int node, int child) {
    return means.both(node) - means.both(child) > ROUNDING * means.both(node);
  }

  private double[] concentrationByRow() {
    double[] own = new double[parent.length];
    for (int node = own.length - 1; node > 0; node--) {
      double share = means.both(node);
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
      double share = means.both(nodes[row]);
      byRow[row] = Math.min(1, Math.max(1e-6, squares[nodes[row]] / (share * share)));
    }
    return byRow;
  }

  private static int[] parentRows(int[] nodes, int[] end) {
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

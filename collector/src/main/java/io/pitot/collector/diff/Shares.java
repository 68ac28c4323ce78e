package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Each instance's share of the nodes worth testing. These are the rows: nodes that hold between
 * 0.02 % and 98 %, with enough events, and of a chain of only children, which all hold the same,
 * the deepest. Each instance's own values are added to the rows they belong to and then up from row
 * to row, so that the cost goes with the values there are and not with nodes times instances.
 */
final class Shares {
  private static final double SMALLEST_SHARE = 0.0002;
  private static final double LARGEST_SHARE = 0.98;
  private static final double ROUNDING = 1e-12;

  private final UnionTree tree;
  private final Value value;
  private final boolean partOfTime;
  private final Side baseSide;
  private final Side candidateSide;
  private final TreeShape shape;
  private final int[] parent;
  private final int[] end;
  private final int[] nodes;
  private final int[] rowByNode;

  /** The row whose subtree a node's own values belong to, apart from rows below; -1 for none. */
  private final int[] rowAbove;

  private final Strata strata;
  private final boolean absolute;
  private final int[] parentRow;
  private final double[][] base;
  private final double[][] candidate;
  private final double[] baseMean;
  private final double[] candidateMean;
  private final double[] concentration;

  private Shares(
      UnionTree tree,
      Subject subject,
      Side baseSide,
      Side candidateSide,
      DiffParameters parameters) {
    this.tree = tree;
    this.value = subject.value();
    this.partOfTime = subject.isPartOfTime();
    this.baseSide = baseSide;
    this.candidateSide = candidateSide;
    shape = tree.shape();
    parent = shape.parents();
    end = subtreeEnds(parent);
    strata = Strata.of(baseSide, candidateSide);
    absolute = partOfTime || (baseSide.knowsRequests() && candidateSide.knowsRequests());
    double[][] means = {{}, {}};
    IntStream.range(0, 2)
        .parallel()
        .forEach(
            arm ->
                means[arm] =
                    arm == 0
                        ? meanByNode(baseSide, strata.baseWeights())
                        : meanByNode(candidateSide, strata.candidateWeights()));
    baseMean = means[0];
    candidateMean = means[1];
    int[] representative = representatives();
    nodes = rows(representative, events(), parameters.minNodeEvents());
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
    parentRow = parentRowsOf(nodes, end);
    base = of(baseSide);
    candidate = of(candidateSide);
    concentration = concentrationByRow();
  }

  /** The same rows over other instances. */
  private Shares(Shares rows, Side baseSide, Side candidateSide) {
    tree = rows.tree;
    value = rows.value;
    partOfTime = rows.partOfTime;
    this.baseSide = baseSide;
    this.candidateSide = candidateSide;
    shape = rows.shape;
    parent = rows.parent;
    end = rows.end;
    strata = Strata.of(baseSide, candidateSide);
    absolute =
        rows.absolute
            && (partOfTime || (baseSide.knowsRequests() && candidateSide.knowsRequests()));
    baseMean = rows.baseMean;
    candidateMean = rows.candidateMean;
    nodes = rows.nodes;
    rowByNode = rows.rowByNode;
    rowAbove = rows.rowAbove;
    parentRow = rows.parentRow;
    base = of(baseSide);
    candidate = of(candidateSide);
    concentration = rows.concentration;
  }

  /** The same rows over other instances; means by node stay as they are. */
  Shares between(Side otherBase, Side otherCandidate) {
    return new Shares(this, otherBase, otherCandidate);
  }

  static Shares of(
      UnionTree tree, Subject subject, Side base, Side candidate, DiffParameters parameters) {
    return new Shares(tree, subject, base, candidate, parameters);
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
    return absolute;
  }

  /** Whether the shares are of the observed time. */
  boolean arePartsOfTime() {
    return partOfTime;
  }

  /** Whether costs are by request. */
  boolean areByRequest() {
    return absolute && !partOfTime;
  }

  /**
   * What each instance's values are divided by: its own total, that of as many requests, or the
   * time that it was observed.
   */
  private double[] wholes(Side side) {
    double[] wholes = new double[side.size()];
    for (int i = 0; i < wholes.length; i++) {
      Side.Member member = side.members().get(i);
      wholes[i] =
          areByRequest()
              ? baseSide.totalByRequest(member.instance().stratum()) * member.instance().requests()
              : partOfTime ? member.observedNanos() : member.total();
    }
    return wholes;
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
    return parentRow;
  }

  private static int[] parentRowsOf(int[] nodes, int[] end) {
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
    double[] whole = wholes(side);
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      Arm.Instance instance = side.members().get(i).instance();
      double divisor = byRequest ? instance.requests() : instance.observedSeconds();
      sum += divisor > 0 ? share[i] * whole[i] / divisor : Double.NaN;
    }
    return sum / share.length;
  }

  private double[][] of(Side side) {
    return sharesByRow(side, wholes(side));
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
          && (absolute || share <= LARGEST_SHARE)
          && events[node] >= minNodeEvents) {
        rows[count++] = node;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private double[][] sharesByRow(Side side, double[] whole) {
    double[][] shares = new double[nodes.length][side.size()];
    IntStream.range(0, side.size())
        .parallel()
        .forEach(
            i -> {
              UnionTree.Column column =
                  tree.columns().get(side.members().get(i).instance().column());
              double[] byRow = valuesByRow(column.node(), column.self(value));
              for (int row = 0; row < byRow.length; row++) {
                shares[row][i] = byRow[row] / whole[i];
              }
            });
    return shares;
  }

  private double[] valuesByRow(int[] node, long[] self) {
    double[] byRow = new double[nodes.length];
    for (int i = 0; i < node.length; i++) {
      int row = rowAbove[node[i]];
      if (row >= 0) {
        byRow[row] += Math.max(0, self[i]);
      }
    }
    for (int row = byRow.length - 1; row >= 0; row--) {
      if (parentRow[row] >= 0) {
        byRow[parentRow[row]] += byRow[row];
      }
    }
    return byRow;
  }

  /** A mean of subtree sums is the subtree sum of means: one pass over the tree for all. */
  private double[] meanByNode(Side side, double[] weights) {
    double[] whole = wholes(side);
    double[] mean = new double[shape.size()];
    for (int i = 0; i < side.size(); i++) {
      UnionTree.Column column = tree.columns().get(side.members().get(i).instance().column());
      int[] node = column.node();
      long[] self = column.self(value);
      double weight = weights[i] / whole[i];
      for (int at = 0; at < node.length; at++) {
        mean[node[at]] += Math.max(0, self[at]) * weight;
      }
    }
    for (int node = mean.length - 1; node > 0; node--) {
      mean[parent[node]] += mean[node];
    }
    return mean;
  }

  private long[] events() {
    long[] events = new long[shape.size()];
    for (Side side : List.of(baseSide, candidateSide)) {
      for (Side.Member member : side.members()) {
        tree.columns().get(member.instance().column()).addTo(events, Value.COUNT);
      }
    }
    for (int node = events.length - 1; node > 0; node--) {
      events[parent[node]] += events[node];
    }
    return events;
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
    double whole = baseMean[node] + candidateMean[node];
    return whole - (baseMean[child] + candidateMean[child]) > ROUNDING * whole;
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

package io.pitot.collector.tree;

import java.util.BitSet;
import java.util.List;

/**
 * The stacks of several instances in one tree, with the values of each instance apart: what a
 * comparison works on. Names are those made comparable across JVMs. The arrays belong to the tree
 * and are not changed.
 *
 * @param displayNames beside {@code shape.names()}: the name as recorded when the tree met only one
 *     spelling of it, else the comparable one
 * @param columns by instance, with or without data
 */
public record UnionTree(TreeShape shape, List<String> displayNames, List<Column> columns) {

  /**
   * One instance's own values, for the nodes where it has any.
   *
   * @param node ascending
   * @param count events
   * @param sum what they add up to
   */
  public record Column(int[] node, long[] count, long[] sum) {

    /** One of the two values beside {@code node}. */
    public long[] self(Value value) {
      return value == Value.COUNT ? count : sum;
    }

    /**
     * The same values with other numbers for the nodes, ascending, each once. Ranks have no gaps,
     * so that what is needed for a moment stays small however large the tree is.
     *
     * @param rank by number of the node
     * @param place its new number, by rank
     */
    Column inOrder(int[] rank, int[] place, int ranks) {
      long[] countAndSum = new long[2 * ranks];
      BitSet present = new BitSet(ranks);
      for (int i = 0; i < node.length; i++) {
        int at = rank[node[i]];
        countAndSum[2 * at] += count[i];
        countAndSum[2 * at + 1] += sum[i];
        present.set(at);
      }
      int[] ordered = new int[present.cardinality()];
      long[] orderedCount = new long[ordered.length];
      long[] orderedSum = new long[ordered.length];
      int size = 0;
      for (int at = present.nextSetBit(0); at >= 0; at = present.nextSetBit(at + 1)) {
        ordered[size] = place[at];
        orderedCount[size] = countAndSum[2 * at];
        orderedSum[size++] = countAndSum[2 * at + 1];
      }
      return new Column(ordered, orderedCount, orderedSum);
    }

    /** Adds one of the values to a column over all nodes. */
    public void addTo(long[] byNode, Value value) {
      long[] self = self(value);
      for (int i = 0; i < node.length; i++) {
        byNode[node[i]] += self[i];
      }
    }
  }
}

package io.pitot.collector.tree;

import java.util.List;

/**
 * The stacks of several instances in one tree, with the values of each instance apart: what a
 * comparison works on. Names are those made comparable across JVMs. The arrays belong to the tree
 * and are not changed.
 *
 * @param displayNames beside {@code shape.names()}: the name as recorded when the tree met only one
 *     spelling of it, else the comparable one
 * @param selfCount events by instance and node
 * @param selfSum their sum by instance and node
 */
public record UnionTree(
    TreeShape shape, List<String> displayNames, long[][] selfCount, long[][] selfSum) {

  /** How many instances have a column, with or without data. */
  public int instances() {
    return selfCount.length;
  }

  /** One instance's own values by node. */
  public long[] self(int instance, Value value) {
    return value == Value.COUNT ? selfCount[instance] : selfSum[instance];
  }
}

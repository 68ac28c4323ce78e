package io.pitot.collector.tree;

import java.util.Arrays;

/**
 * One instance's counts and sums by stack: a hash table with open addressing, so that what is kept
 * of an instance goes with the stacks that it has and not with those of all instances together.
 */
final class StackValues {
  private static final int FREE = -1;

  private int[] node = new int[16];
  private long[] count = new long[16];
  private long[] sum = new long[16];
  private int size;

  StackValues() {
    Arrays.fill(node, FREE);
  }

  /** Receives one stack and its values. */
  @FunctionalInterface
  interface Visitor {
    void visit(int node, long count, long sum);
  }

  void add(int addedNode, long addedCount, long addedSum) {
    int slot = slotOf(addedNode);
    if (node[slot] == FREE) {
      if (++size * 2 > node.length) {
        grow();
        slot = slotOf(addedNode);
      }
      node[slot] = addedNode;
    }
    count[slot] += addedCount;
    sum[slot] += addedSum;
  }

  /** Visits all stacks that have a value, in no particular order. */
  void forEach(Visitor visitor) {
    for (int slot = 0; slot < node.length; slot++) {
      if (count[slot] != 0 || sum[slot] != 0) {
        visitor.visit(node[slot], count[slot], sum[slot]);
      }
    }
  }

  /** The values by place in the tree, ascending. */
  UnionTree.Column column(int[] placeOfNode) {
    long[] placeAndSlot = new long[size];
    int found = 0;
    for (int slot = 0; slot < node.length; slot++) {
      if (count[slot] != 0 || sum[slot] != 0) {
        placeAndSlot[found++] = (long) placeOfNode[node[slot]] << 32 | slot;
      }
    }
    Arrays.sort(placeAndSlot, 0, found);
    UnionTree.Column column =
        new UnionTree.Column(new int[found], new long[found], new long[found]);
    for (int i = 0; i < found; i++) {
      int slot = (int) placeAndSlot[i];
      column.node()[i] = (int) (placeAndSlot[i] >>> 32);
      column.count()[i] = count[slot];
      column.sum()[i] = sum[slot];
    }
    return column;
  }

  private void grow() {
    int[] oldNode = node;
    long[] oldCount = count;
    long[] oldSum = sum;
    node = new int[oldNode.length * 2];
    count = new long[node.length];
    sum = new long[node.length];
    Arrays.fill(node, FREE);
    for (int slot = 0; slot < oldNode.length; slot++) {
      if (oldNode[slot] != FREE) {
        int newSlot = slotOf(oldNode[slot]);
        node[newSlot] = oldNode[slot];
        count[newSlot] = oldCount[slot];
        sum[newSlot] = oldSum[slot];
      }
    }
  }

  /** The slot that holds the node, or the free one where it belongs. */
  private int slotOf(int wanted) {
    int mask = node.length - 1;
    int slot = ((wanted * 0x9E3779B9) >>> 8) & mask;
    while (node[slot] != FREE && node[slot] != wanted) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

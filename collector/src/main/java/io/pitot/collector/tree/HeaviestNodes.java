package io.pitot.collector.tree;

import java.util.Arrays;

/**
 * Which nodes of a tree stay when it has to be small: those with the heaviest subtrees, and with a
 * node its parents.
 */
final class HeaviestNodes {
  private static final int MAGNITUDES = magnitude(Long.MAX_VALUE) + 1;

  /** Below it all nodes of one magnitude have the same weight. */
  private static final int ONE_WEIGHT = 64;

  private final TreeShape shape;
  private final int[] parent;
  private final boolean[] kept;
  private final int[] children;
  private final int[] childrenLeft;
  private long total = 1;

  /** How many nodes stay. */
  private int keeps = 1;

  HeaviestNodes(TreeShape shape, int[] parent) {
    this.shape = shape;
    this.parent = parent;
    kept = new boolean[parent.length];
    children = new int[parent.length];
    for (int node = 1; node < parent.length; node++) {
      children[parent[node]]++;
    }
    childrenLeft = children.clone();
    kept[0] = true;
    total += children[0] > 0 ? 1 : 0;
  }

  /** By node, as far as it is decided. */
  boolean[] kept() {
    return kept;
  }

  void keepWithParents(int node) {
    for (int at = node; !kept[at]; at = parent[at]) {
      keep(at);
    }
  }

  /**
   * Keeps the heaviest, of one weight in preorder, until there is no room for more. What is certain
   * to stay or to go is only sorted roughly.
   */
  void fill(long[] weight, int maxNodes) {
    int merged = shape.names().indexOf(TreeShape.MERGED_NAME);
    int[] start = startOfMagnitudes(weight);
    int least = leastMagnitude(start, (long) maxNodes + keeps + nodesNamed(merged));
    int[] nodes = byFallingMagnitude(weight, start, least);
    for (int magnitude = MAGNITUDES - 1; magnitude >= least; magnitude--) {
      int from = start[magnitude + 1];
      int to = start[magnitude];
      if (magnitude >= ONE_WEIGHT && total + 2L * (to - from) > maxNodes) {
        sort(nodes, from, to, weight);
      }
      for (int i = from; i < to; i++) {
        int node = nodes[i];
        if (kept[node] || shape.name()[node] == merged) {
          continue;
        }
        if (total + costOf(node) > maxNodes) {
          return;
        }
        keep(node);
      }
    }
  }

  /** Where only one node without children would be merged its own name says more. */
  void keepLoneLeaves() {
    for (int node = 1; node < parent.length; node++) {
      if (!kept[node]
          && kept[parent[node]]
          && childrenLeft[parent[node]] == 1
          && children[node] == 0) {
        keep(node);
      }
    }
  }

  private void keep(int node) {
    total += costOf(node);
    keeps++;
    kept[node] = true;
    childrenLeft[parent[node]]--;
  }

  /** The node itself, its (merged) child, and its parent's when it is the last to be kept. */
  private int costOf(int node) {
    return 1 + (children[node] > 0 ? 1 : 0) - (childrenLeft[parent[node]] == 1 ? 1 : 0);
  }

  /** Where the nodes of each magnitude begin when the heaviest come first. */
  private static int[] startOfMagnitudes(long[] weight) {
    int[] start = new int[MAGNITUDES + 1];
    for (long one : weight) {
      start[magnitude(one)]++;
    }
    int before = 0;
    for (int magnitude = MAGNITUDES; magnitude >= 0; magnitude--) {
      before += start[magnitude];
      start[magnitude] = before;
    }
    return start;
  }

  /** The magnitude at which so many nodes have been looked at, so that there is no more room. */
  private static int leastMagnitude(int[] start, long nodes) {
    int least = MAGNITUDES - 1;
    while (least > 0 && start[least] <= nodes) {
      least--;
    }
    return least;
  }

  private int nodesNamed(int name) {
    int nodes = 0;
    if (name >= 0) {
      for (int one : shape.name()) {
        nodes += one == name ? 1 : 0;
      }
    }
    return nodes;
  }

  /** The nodes of a magnitude and of those above it. */
  private static int[] byFallingMagnitude(long[] weight, int[] start, int least) {
    int[] nodes = new int[start[least]];
    int[] next = Arrays.copyOfRange(start, 1, start.length);
    for (int node = 0; node < weight.length; node++) {
      int magnitude = magnitude(weight[node]);
      if (magnitude >= least) {
        nodes[next[magnitude]++] = node;
      }
    }
    return nodes;
  }

  /** Brings nodes of one magnitude in order: by falling weight, of one weight in preorder. */
  private static void sort(int[] nodes, int from, int to, long[] weight) {
    long[] sorted = new long[to - from];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = weight[nodes[from + i]];
    }
    Arrays.sort(sorted);
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[distinct - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    if (distinct < 2) {
      return;
    }
    long[] keys = new long[to - from];
    for (int i = 0; i < keys.length; i++) {
      int node = nodes[from + i];
      long rank = (long) distinct - Arrays.binarySearch(sorted, 0, distinct, weight[node]);
      keys[i] = rank << 32 | node;
    }
    Arrays.sort(keys);
    for (int i = 0; i < keys.length; i++) {
      nodes[from + i] = (int) keys[i];
    }
  }

  /** Grows with the weight: its number of bits and the six bits that follow the first. */
  private static int magnitude(long weight) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(weight);
    return bits <= 6 ? (int) weight : (bits << 6) + ((int) (weight >>> (bits - 7)) & 63);
  }
}

package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which stacks a tree holds, without their values: nodes in preorder, siblings in order of name,
 * node 0 is the root at depth 0. The arrays belong to the shape and are not changed.
 *
 * <pre>
 *   node  depth  name          names: 0 all, 1 Shop.main, 2 Cart.add, 3 Cart.total
 *   0     0      0
 *   1     1      1             all
 *   2     2      2             +- Shop.main
 *   3     2      3                +- Cart.add
 *                                 +- Cart.total
 * </pre>
 *
 * @param names each frame name once, {@code names.get(0)} is the root's
 * @param depth frames above the node
 * @param name index into {@code names}
 */
public record TreeShape(List<String> names, int[] depth, int[] name) {
  /** The name of node 0. */
  public static final String ROOT_NAME = "all";

  /** The name of a node that stands for siblings that were left out to make a tree smaller. */
  public static final String MERGED_NAME = "(merged)";

  /** The number of nodes, at least 1. */
  public int size() {
    return depth.length;
  }

  /** The frame name of the node. */
  public String nameOf(int node) {
    return names.get(name[node]);
  }

  /** The parent of each node; -1 for the root. */
  public int[] parents() {
    int[] parent = new int[depth.length];
    int[] lastAtDepth = new int[maxDepth() + 1];
    parent[0] = -1;
    for (int node = 1; node < depth.length; node++) {
      parent[node] = lastAtDepth[depth[node] - 1];
      lastAtDepth[depth[node]] = node;
    }
    return parent;
  }

  /** The depth of the deepest node. */
  public int maxDepth() {
    int max = 0;
    for (int d : depth) {
      max = Math.max(max, d);
    }
    return max;
  }

  /** The values of whole subtrees, from the nodes' own. */
  public long[] inclusive(long[] self) {
    return inclusive(self, parents());
  }

  static long[] inclusive(long[] self, int[] parent) {
    long[] inclusive = self.clone();
    for (int node = inclusive.length - 1; node > 0; node--) {
      inclusive[parent[node]] += inclusive[node];
    }
    return inclusive;
  }

  /** The frame names from the first below the root down to the node; empty for the root. */
  public List<String> path(int node) {
    List<String> path = new ArrayList<>();
    int wantedDepth = depth[node];
    for (int at = node; wantedDepth > 0; at--) {
      if (depth[at] == wantedDepth) {
        path.add(nameOf(at));
        wantedDepth--;
      }
    }
    Collections.reverse(path);
    return path;
  }
}

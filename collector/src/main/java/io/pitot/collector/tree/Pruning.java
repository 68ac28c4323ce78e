package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A large tree made small. The nodes with the largest subtrees stay, and with a node its parent,
 * whose subtree is at least as large. What falls away below a parent becomes one {@code (merged)}
 * node there, so every node that stays keeps its total.
 */
public final class Pruning {
  private final Preorder preorder;
  private final TreeShape shape;
  private final int[] target;
  private final int extendedSize;
  private final int leftOut;

  private Pruning(Preorder preorder, TreeShape shape, int[] target, int extendedSize, int leftOut) {
    this.preorder = preorder;
    this.shape = shape;
    this.target = target;
    this.extendedSize = extendedSize;
    this.leftOut = leftOut;
  }

  /**
   * Decides what stays.
   *
   * @param weight by node: not negative, a parent's at least that of its heaviest child
   * @param wanted nodes that stay whatever they weigh, and with them their parents
   * @param maxNodes of the result, {@code (merged)} ones included; exceeded for {@code wanted} only
   */
  public static Pruning select(TreeShape shape, long[] weight, int[] wanted, int maxNodes) {
    Selection selection = new Selection(shape);
    for (int node : wanted) {
      selection.keepWithParents(node);
    }
    selection.fill(weight, maxNodes);
    selection.keepLoneLeaves();
    return of(shape, selection.parent, selection.kept);
  }

  /** The tree that remains. */
  public TreeShape shape() {
    return shape;
  }

  /** How many nodes are no longer there. */
  public int leftOut() {
    return leftOut;
  }

  /** A column of own values over the large tree, for the small one. */
  public long[] apply(long[] self) {
    long[] extended = new long[extendedSize];
    for (int node = 0; node < self.length; node++) {
      extended[target[node]] += self[node];
    }
    return preorder.ordered(extended);
  }

  /** Where each node of the large tree is in the small one; -1 for those that were left out. */
  public int[] newNodes() {
    int[] position = preorder.positions(extendedSize);
    int[] newNode = new int[target.length];
    for (int node = 0; node < newNode.length; node++) {
      newNode[node] = target[node] == node ? position[node] : -1;
    }
    return newNode;
  }

  /** The small tree's part of a list over the large one's names. */
  public List<String> names(List<String> byName) {
    return preorder.pick(withMergedName(byName));
  }

  /** Puts the {@code (merged)} nodes behind the others and lets {@link Preorder} find the order. */
  private static Pruning of(TreeShape shape, int[] parent, boolean[] kept) {
    int size = shape.size();
    int[] mergedChild = new int[size];
    int[] target = new int[size];
    int extendedSize = size;
    int leftOut = 0;
    for (int node = 0; node < size; node++) {
      if (kept[node]) {
        target[node] = node;
        continue;
      }
      leftOut++;
      if (!kept[parent[node]]) {
        target[node] = target[parent[node]];
        continue;
      }
      if (mergedChild[parent[node]] == 0) {
        mergedChild[parent[node]] = extendedSize++;
      }
      target[node] = mergedChild[parent[node]];
    }

    List<String> names = withMergedName(shape.names());
    int mergedName = names.indexOf(TreeShape.MERGED_NAME);
    int[] extendedParent = Arrays.copyOf(parent, extendedSize);
    int[] extendedName = Arrays.copyOf(shape.name(), extendedSize);
    boolean[] used = Arrays.copyOf(kept, extendedSize);
    for (int node = 0; node < size; node++) {
      if (mergedChild[node] != 0) {
        extendedParent[mergedChild[node]] = node;
        extendedName[mergedChild[node]] = mergedName;
        used[mergedChild[node]] = true;
      }
    }
    Preorder preorder = Preorder.of(extendedParent, extendedName, used, names);
    return new Pruning(preorder, preorder.shape(names), target, extendedSize, leftOut);
  }

  private static List<String> withMergedName(List<String> names) {
    List<String> extended = new ArrayList<>(names);
    extended.add(TreeShape.MERGED_NAME);
    return extended;
  }

  /** Which nodes stay, while this is being decided. */
  private static final class Selection {
    private static final int MAGNITUDES = magnitude(Long.MAX_VALUE) + 1;

    private final TreeShape shape;
    private final int[] parent;
    private final boolean[] kept;
    private final int[] children;
    private final int[] childrenLeft;
    private long total = 1;

    private Selection(TreeShape shape) {
      this.shape = shape;
      parent = shape.parents();
      kept = new boolean[parent.length];
      children = new int[parent.length];
      for (int node = 1; node < parent.length; node++) {
        children[parent[node]]++;
      }
      childrenLeft = children.clone();
      kept[0] = true;
      total += children[0] > 0 ? 1 : 0;
    }

    private void keepWithParents(int node) {
      for (int at = node; !kept[at]; at = parent[at]) {
        keep(at);
      }
    }

    /**
     * Keeps the heaviest, of one weight in preorder, until there is no room for more. What is
     * certain to stay or to go is only sorted roughly.
     */
    private void fill(long[] weight, int maxNodes) {
      int[] start = startOfMagnitudes(weight);
      int[] nodes = byFallingMagnitude(weight, start);
      int merged = shape.names().indexOf(TreeShape.MERGED_NAME);
      for (int magnitude = MAGNITUDES - 1; magnitude >= 0; magnitude--) {
        int from = start[magnitude + 1];
        int to = start[magnitude];
        if (total + 2L * (to - from) > maxNodes) {
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
    private void keepLoneLeaves() {
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

    private static int[] byFallingMagnitude(long[] weight, int[] start) {
      int[] nodes = new int[weight.length];
      int[] next = Arrays.copyOfRange(start, 1, start.length);
      for (int node = 0; node < nodes.length; node++) {
        nodes[next[magnitude(weight[node])]++] = node;
      }
      return nodes;
    }

    /** Brings nodes of one magnitude in order: by falling weight, of one weight in preorder. */
    private static void sort(int[] nodes, int from, int to, long[] weight) {
      long[] distinct =
          IntStream.range(from, to).mapToLong(i -> weight[nodes[i]]).sorted().distinct().toArray();
      if (distinct.length < 2) {
        return;
      }
      long[] keys = new long[to - from];
      for (int i = 0; i < keys.length; i++) {
        int node = nodes[from + i];
        long rank = (long) distinct.length - Arrays.binarySearch(distinct, weight[node]);
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
}

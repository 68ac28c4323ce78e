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

    private void fill(long[] weight, int maxNodes) {
      // Few of a large tree stay, and only those have to be brought in order.
      if (!keepUntilFull(heaviestFirst(weight, 3L * maxNodes), maxNodes)) {
        keepUntilFull(heaviestFirst(weight, weight.length), maxNodes);
      }
    }

    /** Whether there was no room for more, or there are no more. */
    private boolean keepUntilFull(long[] heaviestFirst, int maxNodes) {
      for (long key : heaviestFirst) {
        int node = (int) key;
        if (kept[node] || shape.nameOf(node).equals(TreeShape.MERGED_NAME)) {
          continue;
        }
        if (total + costOf(node) > maxNodes) {
          return true;
        }
        keep(node);
      }
      return heaviestFirst.length == parent.length;
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

    /**
     * Nodes by falling weight, of one weight in preorder, in the low 32 bits of the result: the
     * {@code atLeast} heaviest and a few more.
     */
    private static long[] heaviestFirst(long[] weight, long atLeast) {
      int lightest = lightestOf(weight, atLeast);
      int[] nodes =
          IntStream.range(0, weight.length).filter(n -> magnitude(weight[n]) >= lightest).toArray();
      long[] distinct = IntStream.of(nodes).mapToLong(n -> weight[n]).sorted().distinct().toArray();
      long[] keys = new long[nodes.length];
      for (int i = 0; i < keys.length; i++) {
        long rank = (long) distinct.length - Arrays.binarySearch(distinct, weight[nodes[i]]);
        keys[i] = rank << 32 | nodes[i];
      }
      Arrays.sort(keys);
      return keys;
    }

    /** The magnitude that at least so many nodes reach. */
    private static int lightestOf(long[] weight, long atLeast) {
      int[] count = new int[magnitude(Long.MAX_VALUE) + 1];
      for (long one : weight) {
        count[magnitude(one)]++;
      }
      long heavier = 0;
      for (int magnitude = count.length - 1; magnitude > 0; magnitude--) {
        heavier += count[magnitude];
        if (heavier >= atLeast) {
          return magnitude;
        }
      }
      return 0;
    }

    /** Grows with the weight: its number of bits and the six bits that follow the first. */
    private static int magnitude(long weight) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(weight);
      return bits <= 6 ? (int) weight : (bits << 6) + ((int) (weight >>> (bits - 7)) & 63);
    }
  }
}

package io.pitot.collector.tree;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A large tree made small. The nodes with the largest subtrees stay, and with a node its parent,
 * whose subtree is at least as large. What falls away below a parent becomes one {@code (merged)}
 * node there, so every node that stays keeps its total.
 */
public final class Pruning {
  private static final int MERGED = -1;

  private final TreeShape shape;

  /** Where the values of each node of the large tree go. */
  private final int[] target;

  /** Whether a node of the large tree stays. */
  private final boolean[] kept;

  /** Of each name of the small tree its place among the large one's, or {@link #MERGED}. */
  private final int[] nameThere;

  private final int leftOut;

  private Pruning(TreeShape shape, int[] target, boolean[] kept, int[] nameThere, int leftOut) {
    this.shape = shape;
    this.target = target;
    this.kept = kept;
    this.nameThere = nameThere;
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
    return select(shape, shape.parents(), weight, wanted, maxNodes);
  }

  /** Keeps the subtrees in which most of a column of own values is. */
  static Pruning largest(TreeShape shape, long[] self, int maxNodes) {
    int[] parent = shape.parents();
    return select(shape, parent, TreeShape.inclusive(self, parent), new int[0], maxNodes);
  }

  private static Pruning select(
      TreeShape shape, int[] parent, long[] weight, int[] wanted, int maxNodes) {
    HeaviestNodes heaviest = new HeaviestNodes(shape, parent);
    for (int node : wanted) {
      heaviest.keepWithParents(node);
    }
    heaviest.fill(weight, maxNodes);
    heaviest.keepLoneLeaves();
    return new Walk(shape, parent, heaviest.kept()).pruning();
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
    long[] column = new long[shape.size()];
    for (int node = 0; node < self.length; node++) {
      column[target[node]] += self[node];
    }
    return column;
  }

  /** Where each node of the large tree is in the small one; -1 for those that were left out. */
  public int[] newNodes() {
    int[] newNode = new int[target.length];
    for (int node = 0; node < newNode.length; node++) {
      newNode[node] = kept[node] ? target[node] : -1;
    }
    return newNode;
  }

  /** The small tree's part of a list over the large one's names. */
  public List<String> names(List<String> byName) {
    return pick(nameThere, byName);
  }

  private static List<String> pick(int[] nameThere, List<String> byName) {
    String[] picked = new String[nameThere.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = nameThere[i] == MERGED ? TreeShape.MERGED_NAME : byName.get(nameThere[i]);
    }
    return List.of(picked);
  }

  /**
   * Goes through the large tree and lays down what stays. Its nodes are in order already, so all
   * there is to find is where each {@code (merged)} node comes between its siblings.
   */
  private static final class Walk {
    private final TreeShape large;
    private final int[] parent;
    private final boolean[] kept;

    /** Whether a node needs a {@code (merged)} child. */
    private final boolean[] merges;

    /** The first of the large tree's names that comes behind {@code (merged)}. */
    private final int firstBehind;

    private final int[] depth;
    private final int[] name;
    private final int[] target;
    private final int[] mergedOf;
    private int size;

    private Walk(TreeShape large, int[] parent, boolean[] kept) {
      this.large = large;
      this.parent = parent;
      this.kept = kept;
      this.merges = new boolean[kept.length];
      int nodes = 0;
      for (int node = 0; node < kept.length; node++) {
        if (kept[node]) {
          nodes++;
        } else if (kept[parent[node]] && !merges[parent[node]]) {
          merges[parent[node]] = true;
          nodes++;
        }
      }
      List<String> sorted = large.names().subList(1, large.names().size());
      int found = Collections.binarySearch(sorted, TreeShape.MERGED_NAME);
      firstBehind = 1 + (found >= 0 ? found + 1 : -found - 1);
      depth = new int[nodes];
      name = new int[nodes];
      target = new int[kept.length];
      mergedOf = new int[kept.length];
    }

    private Pruning pruning() {
      // The nodes above the present one, by depth, that still wait for their (merged) child.
      int[] waiting = new int[large.maxDepth() + 1];
      Arrays.fill(waiting, -1);
      int last = 0;
      for (int node = 0; node < kept.length; node++) {
        if (kept[node]) {
          int at = large.depth()[node];
          endSubtrees(waiting, last, at);
          if (at > 0 && waiting[at - 1] >= 0 && large.name()[node] >= firstBehind) {
            addMerged(waiting, at - 1);
          }
          target[node] = add(at, large.name()[node]);
          waiting[at] = merges[node] ? node : -1;
          last = at;
        }
      }
      endSubtrees(waiting, last, 0);
      int leftOut = 0;
      for (int node = 0; node < kept.length; node++) {
        if (!kept[node]) {
          int above = parent[node];
          target[node] = kept[above] ? mergedOf[above] : target[above];
          leftOut++;
        }
      }
      int[] nameThere = numberNames();
      TreeShape shape = new TreeShape(pick(nameThere, large.names()), depth, name);
      return new Pruning(shape, target, kept, nameThere, leftOut);
    }

    private void endSubtrees(int[] waiting, int from, int to) {
      for (int at = from; at >= to; at--) {
        if (waiting[at] >= 0) {
          addMerged(waiting, at);
        }
      }
    }

    private void addMerged(int[] waiting, int at) {
      mergedOf[waiting[at]] = add(at + 1, MERGED);
      waiting[at] = -1;
    }

    private int add(int nodeDepth, int nodeName) {
      depth[size] = nodeDepth;
      name[size] = nodeName;
      return size++;
    }

    /** Numbers the names that are used without gaps, in their order; where each is there. */
    private int[] numberNames() {
      int[] number = new int[large.names().size()];
      boolean isMerged = false;
      for (int one : name) {
        if (one == MERGED) {
          isMerged = true;
        } else {
          number[one] = 1;
        }
      }
      int[] there = new int[number.length + 1];
      int names = 0;
      int merged = 0;
      for (int i = 0; i <= number.length; i++) {
        // One that was merged before has the same name.
        boolean isSame = i == firstBehind - 1 && large.names().get(i).equals(TreeShape.MERGED_NAME);
        if (isMerged && (isSame || (i == firstBehind && merged == 0))) {
          merged = names;
          there[names++] = MERGED;
        }
        if (i < number.length && number[i] != 0) {
          if (isMerged && isSame) {
            number[i] = merged;
          } else {
            number[i] = names;
            there[names++] = i;
          }
        }
      }
      for (int i = 0; i < name.length; i++) {
        name[i] = name[i] == MERGED ? merged : number[name[i]];
      }
      return Arrays.copyOf(there, names);
    }
  }
}

package io.pitot.collector.tree;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of many profiles in one prefix tree that grows, without values. It is kept, so that a
 * further profile of the same program costs one walk through its columns: its stacks are known by
 * number, and the order in which siblings are shown is known, too. Used by one thread at a time; an
 * {@link Order} by any.
 *
 * <p>Of a call tree most nodes have one child. So a node knows its first child itself, and only
 * further children are looked for in a hash table over (parent, frame).
 */
public final class GrowingTree {
  /** Another in each process: who cannot know it cannot choose stacks that fall into one slot. */
  private static final long FACTOR = new SecureRandom().nextLong() | 1;

  private final UnaryOperator<String> nameOf;
  private final Map<String, Integer> frameOfName = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** All frames but the root's by name; those that are new stand at the end until it is sorted. */
  private final List<Integer> framesByName = new ArrayList<>();

  private int size = 1;
  private int[] parent = new int[256];
  private int[] frame = new int[256];
  private int[] firstChild = new int[256];
  private int[] nodeBySlot = new int[128];
  private int hashed;
  private @Nullable Order order;

  /**
   * A tree that holds the root alone.
   *
   * @param nameOf what a frame is called of which this is the recorded name
   */
  public GrowingTree(UnaryOperator<String> nameOf) {
    this.nameOf = nameOf;
    names.add(TreeShape.ROOT_NAME);
  }

  /** The number of nodes, at least 1. */
  public int size() {
    return size;
  }

  /** The number of the frame with this recorded name. */
  public int frame(String recordedName) {
    String name = nameOf.apply(recordedName);
    Integer known = frameOfName.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    framesByName.add(names.size());
    names.add(name);
    return names.size() - 1;
  }

  /** The node of {@code frame} below {@code node}, made when it is new. */
  public int child(int node, int childFrame) {
    int first = firstChild[node];
    if (first != 0 && frame[first] == childFrame) {
      return first;
    }
    if (first == 0) {
      int added = append(node, childFrame);
      firstChild[node] = added;
      return added;
    }
    int slot = slotOf(node, childFrame);
    if (nodeBySlot[slot] != 0) {
      return nodeBySlot[slot];
    }
    int added = append(node, childFrame);
    nodeBySlot[slot] = added;
    if (++hashed * 2 > nodeBySlot.length) {
      rehash();
    }
    return added;
  }

  /** The tree as it is now. */
  public Order order() {
    Order known = order;
    if (known == null || known.size() != size) {
      // Sorted but for what is new: few comparisons, whatever it holds.
      framesByName.sort(Comparator.comparing(names::get));
      int[] frames = new int[names.size()];
      for (int i = 1; i < frames.length; i++) {
        frames[i] = framesByName.get(i - 1);
      }
      boolean[] all = new boolean[size];
      Arrays.fill(all, true);
      known = new Order(parent, Preorder.of(parent, frame, all, frames), names);
      order = known;
    }
    return known;
  }

  /** A tree as it was once, in the order in which it is shown. */
  public static final class Order {
    private final int[] parent;
    private final Preorder preorder;
    private final List<String> names;

    private Order(int[] parent, Preorder preorder, List<String> byFrame) {
      this.parent = parent;
      this.preorder = preorder;
      this.names = preorder.pick(byFrame);
    }

    /** The number of nodes, at least 1. */
    public int size() {
      return preorder.size();
    }

    /**
     * The profile of the nodes that carry a value.
     *
     * @param countAndSum of each node its own, side by side; not negative
     */
    public ProfileTree profile(long[] countAndSum) {
      boolean[] used = new boolean[size()];
      used[0] = true;
      int nodes = 1;
      for (int node = used.length - 1; node > 0; node--) {
        if (used[node] || (countAndSum[2 * node] | countAndSum[2 * node + 1]) != 0) {
          used[node] = true;
          used[parent[node]] = true;
          nodes++;
        }
      }
      int[] depth = new int[nodes];
      int[] name = new int[nodes];
      long[] count = new long[nodes];
      long[] sum = new long[nodes];
      int at = 0;
      for (int place = 0; place < used.length; place++) {
        int node = preorder.node(place);
        if (used[node]) {
          depth[at] = preorder.depth(place);
          name[at] = preorder.name(place);
          count[at] = countAndSum[2 * node];
          sum[at++] = countAndSum[2 * node + 1];
        }
      }
      return new ProfileTree(new TreeShape(number(name), depth, name), count, sum, 0);
    }

    /** Numbers the names that are used without gaps; these names. */
    private List<String> number(int[] name) {
      int[] number = new int[names.size()];
      Arrays.fill(number, -1);
      for (int one : name) {
        number[one] = 0;
      }
      List<String> used = new ArrayList<>();
      for (int i = 0; i < number.length; i++) {
        if (number[i] == 0) {
          number[i] = used.size();
          used.add(names.get(i));
        }
      }
      for (int i = 0; i < name.length; i++) {
        name[i] = number[name[i]];
      }
      return List.copyOf(used);
    }
  }

  private int append(int node, int childFrame) {
    if (size == parent.length) {
      parent = Arrays.copyOf(parent, size + size / 2);
      frame = Arrays.copyOf(frame, size + size / 2);
      firstChild = Arrays.copyOf(firstChild, size + size / 2);
    }
    parent[size] = node;
    frame[size] = childFrame;
    return size++;
  }

  private void rehash() {
    int[] old = nodeBySlot;
    nodeBySlot = new int[old.length * 2];
    for (int node : old) {
      if (node != 0) {
        nodeBySlot[slotOf(parent[node], frame[node])] = node;
      }
    }
  }

  /** The slot that holds the child, or the empty one where it belongs. */
  private int slotOf(int node, int childFrame) {
    int mask = nodeBySlot.length - 1;
    long key = ((long) node << 32 | childFrame) ^ FACTOR;
    int slot = (int) (key * FACTOR ^ Math.multiplyHigh(key, FACTOR)) & mask;
    while (true) {
      int candidate = nodeBySlot[slot];
      if (candidate == 0 || (parent[candidate] == node && frame[candidate] == childFrame)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}

package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Adds up stacks. The builder is a growing prefix tree: a stack is a node, a child is found by one
 * probe of a hash table over (parent, frame), and values are kept by stack, for each instance
 * apart. Frame names are interned once, so that merging a dictionary compares numbers.
 *
 * <p>The order of nodes while building is that of arrival, a parent before its children; {@link
 * #build()} sorts siblings by name and leaves out what carries no value, so equal profiles become
 * equal trees however they arrived. Not safe for use by several threads.
 */
public final class TreeBuilder {
  /** The node above all stacks. */
  public static final int ROOT = 0;

  private static final int DEFAULT_MAX_NODES = 4_000_000;

  private final UnaryOperator<String> comparableName;
  private final int maxNodes;

  private final Map<String, Integer> frameOfRecordedName = new HashMap<>();
  private final Map<String, Integer> frameOfName = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> displayNames = new ArrayList<>();
  private final int mergedFrame;

  private int size = 1;
  private int[] parent = new int[1024];
  private int[] frame = new int[1024];
  private int[] nodeBySlot = new int[2048];

  /** Beside {@link #nodeBySlot}, so that a probe looks in one place: its parent and frame. */
  private long[] keyBySlot = new long[2048];

  /** How many nodes the table knows; the rest was added without being looked for. */
  private int indexed = 1;

  private long overflow;

  private final List<StackValues> values = new ArrayList<>();

  /** A builder for one profile. */
  public TreeBuilder() {
    this(1, UnaryOperator.identity(), DEFAULT_MAX_NODES);
  }

  private TreeBuilder(int instances, UnaryOperator<String> comparableName, int maxNodes) {
    this.comparableName = comparableName;
    this.maxNodes = maxNodes;
    for (int instance = 0; instance < instances; instance++) {
      values.add(new StackValues());
    }
    names.add(TreeShape.ROOT_NAME);
    displayNames.add(TreeShape.ROOT_NAME);
    mergedFrame = frame(TreeShape.MERGED_NAME);
  }

  /**
   * A builder that keeps the values of {@code instances} instances apart, for a comparison.
   *
   * @param comparableName what to make of a recorded frame name so that it can be found again in
   *     another JVM
   */
  public static TreeBuilder forInstances(int instances, UnaryOperator<String> comparableName) {
    return new TreeBuilder(instances, comparableName, DEFAULT_MAX_NODES);
  }

  /** A builder for one profile that holds about {@code maxNodes} nodes at most. */
  static TreeBuilder bounded(int maxNodes) {
    return new TreeBuilder(1, UnaryOperator.identity(), maxNodes);
  }

  /** The number of the frame with this recorded name. */
  public int frame(String recordedName) {
    Integer known = frameOfRecordedName.get(recordedName);
    if (known != null) {
      return known;
    }
    String name = comparableName.apply(recordedName);
    Integer same = frameOfName.putIfAbsent(name, names.size());
    int number = same == null ? names.size() : same;
    if (same == null) {
      names.add(name);
      displayNames.add(recordedName);
    } else {
      displayNames.set(number, name);
    }
    frameOfRecordedName.put(recordedName, number);
    return number;
  }

  /**
   * The node of {@code frame} below {@code node}, made when it is new. When the tree is full a
   * {@code (merged)} node below {@code node} takes its place.
   */
  public int child(int node, int frame) {
    if (indexed < size) {
      index();
    }
    int slot = slotOf(node, frame);
    if (nodeBySlot[slot] != 0) {
      return nodeBySlot[slot];
    }
    if (size >= maxNodes && frame != mergedFrame) {
      overflow++;
      return this.frame[node] == mergedFrame ? node : child(node, mergedFrame);
    }
    int added = append(node, frame);
    nodeBySlot[slot] = added;
    keyBySlot[slot] = key(node, frame);
    indexed = size;
    if (size * 2 > nodeBySlot.length) {
      index();
    }
    return added;
  }

  /**
   * As {@link #child}, of a child that is known not to be there yet, so that nobody has to look: of
   * a large tree that is most of the cost.
   */
  public int newChild(int node, int frame) {
    return size >= maxNodes ? child(node, frame) : append(node, frame);
  }

  /** Whether there is no stack yet. */
  public boolean isEmpty() {
    return size == 1;
  }

  /**
   * Takes over a dictionary laid out as on the wire: node 0 is the root and is not listed, entry
   * {@code i} of the columns describes node {@code i + 1}, a parent stands before its children.
   *
   * @param frames recorded frame names
   * @param nodeFrame indices into {@code frames}
   * @return for each node of the dictionary, the root included, the node here
   */
  public int[] merge(List<String> frames, int[] nodeParent, int[] nodeFrame) {
    int[] frameHere = new int[frames.size()];
    for (int i = 0; i < frameHere.length; i++) {
      frameHere[i] = frame(frames.get(i));
    }
    int[] nodeHere = new int[nodeParent.length + 1];
    nodeHere[0] = ROOT;
    for (int i = 0; i < nodeParent.length; i++) {
      if (nodeParent[i] > i) {
        throw new IllegalArgumentException(
            "node %s has parent %s: a parent stands before its children"
                .formatted(i + 1, nodeParent[i]));
      }
      nodeHere[i + 1] = child(nodeHere[nodeParent[i]], frameHere[nodeFrame[i]]);
    }
    return nodeHere;
  }

  /** Adds events that ended at the stack {@code node}. Neither number is negative. */
  public void add(int node, long count, long sum) {
    add(0, node, count, sum);
  }

  /** Adds events of one instance (from 0) that ended at the stack {@code node}. */
  public void add(int instance, int node, long count, long sum) {
    if (count != 0 || sum != 0) {
      values.get(instance).add(node, count, sum);
    }
  }

  /** Adds a whole tree to one instance (from 0). */
  public void add(int instance, ProfileTree tree) {
    TreeShape shape = tree.shape();
    int[] frameHere = new int[shape.names().size()];
    for (int i = 1; i < frameHere.length; i++) {
      frameHere[i] = frame(shape.names().get(i));
    }
    int[] nodeAtDepth = new int[shape.maxDepth() + 1];
    add(instance, ROOT, tree.selfCount()[0], tree.selfSum()[0]);
    for (int i = 1; i < shape.size(); i++) {
      int depth = shape.depth()[i];
      nodeAtDepth[depth] = child(nodeAtDepth[depth - 1], frameHere[shape.name()[i]]);
      add(instance, nodeAtDepth[depth], tree.selfCount()[i], tree.selfSum()[i]);
    }
  }

  /** How many look-ups ended in a {@code (merged)} node because the tree was full. */
  public long overflow() {
    return overflow;
  }

  /** The profile of all instances together. The builder can go on. */
  public ProfileTree build() {
    Preorder preorder = preorder();
    int[] place = preorder.positions(size);
    long[] selfCount = new long[preorder.size()];
    long[] selfSum = new long[preorder.size()];
    for (StackValues instance : values) {
      instance.forEach(
          (node, count, sum) -> {
            selfCount[place[node]] += count;
            selfSum[place[node]] += sum;
          });
    }
    return new ProfileTree(preorder.shape(names), selfCount, selfSum, 0);
  }

  /** The profiles of the instances in one tree. The builder can go on. */
  public UnionTree buildUnion() {
    Preorder preorder = preorder();
    int[] place = preorder.positions(size);
    List<UnionTree.Column> columns = values.stream().map(v -> v.column(place)).toList();
    return new UnionTree(preorder.shape(names), preorder.pick(displayNames), columns);
  }

  /**
   * The same from columns whose nodes are this builder's, in any order and perhaps more than once.
   */
  public UnionTree buildUnion(List<UnionTree.Column> byNode) {
    boolean[] used = new boolean[size];
    used[ROOT] = true;
    for (UnionTree.Column column : byNode) {
      for (int node : column.node()) {
        used[node] = true;
      }
    }
    boolean[] holdsValues = used.clone();
    Preorder preorder = preorder(used);
    int[] rank = new int[size];
    int[] place = new int[size];
    int ranks = preorder.rank(holdsValues, rank, place);
    List<UnionTree.Column> columns =
        byNode.stream().parallel().map(column -> column.inOrder(rank, place, ranks)).toList();
    return new UnionTree(preorder.shape(names), preorder.pick(displayNames), columns);
  }

  /** Makes room for so many more nodes at once. */
  public void reserve(int more) {
    int wanted = Math.min(maxNodes, size + more);
    if (wanted > parent.length) {
      parent = Arrays.copyOf(parent, wanted);
      frame = Arrays.copyOf(frame, wanted);
    }
  }

  private Preorder preorder() {
    boolean[] used = new boolean[size];
    used[ROOT] = true;
    for (StackValues instance : values) {
      instance.forEach((node, count, sum) -> used[node] = true);
    }
    return preorder(used);
  }

  private Preorder preorder(boolean[] used) {
    for (int node = size - 1; node > 0; node--) {
      used[parent[node]] |= used[node];
    }
    return Preorder.of(parent, frame, used, names);
  }

  private int append(int node, int frame) {
    if (size == parent.length) {
      parent = Arrays.copyOf(parent, size * 2);
      this.frame = Arrays.copyOf(this.frame, size * 2);
    }
    parent[size] = node;
    this.frame[size] = frame;
    return size++;
  }

  /** Brings all nodes into a table with room for more. */
  private void index() {
    int slots = Math.max(nodeBySlot.length, Integer.highestOneBit(parent.length) * 4);
    nodeBySlot = new int[slots];
    keyBySlot = new long[slots];
    for (int node = 1; node < size; node++) {
      int slot = slotOf(parent[node], frame[node]);
      nodeBySlot[slot] = node;
      keyBySlot[slot] = key(parent[node], frame[node]);
    }
    indexed = size;
  }

  /** The slot that holds the child, or the empty one where it belongs. */
  private int slotOf(int node, int frame) {
    int mask = nodeBySlot.length - 1;
    long key = key(node, frame);
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keyBySlot[slot] != key && keyBySlot[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long key(int node, int frame) {
    return (long) node << 32 | frame;
  }
}

package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of a finished tree: which node of the builder comes where. Siblings are sorted by one
 * counting sort of all nodes over the rank of their frame's name, so the cost is linear in the
 * nodes; the walk follows child and sibling links and needs no stack, however deep the tree is.
 */
final class Preorder {
  private final int[] nodes;
  private final int[] depth;
  private final int[] name;
  private final int[] frames;

  private Preorder(int[] nodes, int[] depth, int[] name, int[] frames) {
    this.nodes = nodes;
    this.depth = depth;
    this.name = name;
    this.frames = frames;
  }

  /**
   * @param parent of each node, smaller than the node itself; node 0 is the root
   * @param frame of each node, an index into {@code names}; 0 for the root
   * @param used which nodes are wanted: with a node its parent
   */
  static Preorder of(int[] parent, int[] frame, boolean[] used, List<String> names) {
    return of(parent, frame, used, framesByName(frame, used, names));
  }

  /**
   * @param frames those of the used nodes in order of name, the root's first
   */
  static Preorder of(int[] parent, int[] frame, boolean[] used, int[] frames) {
    int[] rank = new int[Arrays.stream(frames).max().orElse(0) + 1];
    for (int i = 0; i < frames.length; i++) {
      rank[frames[i]] = i;
    }
    int[] byRank = sortedByRank(frame, used, rank, frames.length);

    int[] firstChild = new int[used.length];
    int[] nextSibling = new int[used.length];
    for (int i = byRank.length - 1; i >= 0; i--) {
      int node = byRank[i];
      if (node != 0) {
        nextSibling[node] = firstChild[parent[node]];
        firstChild[parent[node]] = node;
      }
    }

    int[] nodes = new int[byRank.length];
    int[] depth = new int[byRank.length];
    int[] name = new int[byRank.length];
    int node = 0;
    int at = 0;
    int atDepth = 0;
    while (true) {
      nodes[at] = node;
      depth[at] = atDepth;
      name[at] = rank[frame[node]];
      at++;
      if (at == nodes.length) {
        return new Preorder(nodes, depth, name, frames);
      }
      if (firstChild[node] != 0) {
        node = firstChild[node];
        atDepth++;
        continue;
      }
      while (nextSibling[node] == 0) {
        node = parent[node];
        atDepth--;
      }
      node = nextSibling[node];
    }
  }

  int size() {
    return nodes.length;
  }

  /** The builder's node that comes at this place. */
  int node(int place) {
    return nodes[place];
  }

  int depth(int place) {
    return depth[place];
  }

  /** The rank of its name among the {@link #pick picked} ones. */
  int name(int place) {
    return name[place];
  }

  TreeShape shape(List<String> names) {
    return new TreeShape(pick(names), depth, name);
  }

  /** Of a list over the builder's frames, the entries that the tree names, in its order. */
  List<String> pick(List<String> byFrame) {
    List<String> picked = new ArrayList<>(frames.length);
    for (int frame : frames) {
      picked.add(byFrame.get(frame));
    }
    return List.copyOf(picked);
  }

  /** Of each of the builder's nodes its place in the tree; 0 for those that are not in it. */
  int[] positions(int builderNodes) {
    int[] position = new int[builderNodes];
    for (int i = 0; i < nodes.length; i++) {
      position[nodes[i]] = i;
    }
    return position;
  }

  /**
   * Numbers some of the builder's nodes in the tree's order, without gaps.
   *
   * @param rank is filled: the number by builder's node
   * @param place is filled: the place in the tree by number
   * @return how many there are
   */
  int rank(boolean[] some, int[] rank, int[] place) {
    int ranks = 0;
    for (int i = 0; i < nodes.length; i++) {
      if (some[nodes[i]]) {
        rank[nodes[i]] = ranks;
        place[ranks++] = i;
      }
    }
    return ranks;
  }

  /** The frames in use in order of name; the root's stays first. */
  private static int[] framesByName(int[] frame, boolean[] used, List<String> names) {
    boolean[] frameUsed = new boolean[names.size()];
    for (int node = 0; node < used.length; node++) {
      frameUsed[frame[node]] |= used[node];
    }
    IntStream sorted =
        IntStream.range(1, frameUsed.length)
            .filter(f -> frameUsed[f])
            .boxed()
            .sorted(Comparator.comparing(names::get))
            .mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(0), sorted).toArray();
  }

  private static int[] sortedByRank(int[] frame, boolean[] used, int[] rank, int ranks) {
    int[] end = new int[ranks + 1];
    for (int node = 0; node < used.length; node++) {
      if (used[node]) {
        end[rank[frame[node]] + 1]++;
      }
    }
    Arrays.parallelPrefix(end, Integer::sum);
    int[] sorted = new int[end[ranks]];
    for (int node = 0; node < used.length; node++) {
      if (used[node]) {
        sorted[end[rank[frame[node]]]++] = node;
      }
    }
    return sorted;
  }
}

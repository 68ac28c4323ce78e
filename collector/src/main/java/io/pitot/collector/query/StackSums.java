package io.pitot.collector.query;

import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.tree.TreeBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up blocks by stack number, dictionary by dictionary, in plain arrays; frames and trees come
 * in when all is added, once for each stack instead of once for each block.
 */
final class StackSums {
  private final Map<DictionaryScope, Columns> byDictionary = new LinkedHashMap<>();
  private long totalCount;
  private long totalSum;

  private static final class Columns {
    /** Of each stack side by side: they are looked up together. */
    private long[] countAndSum = {};

    private int nodes;

    private void reserve(int version) {
      if (version * 2 > countAndSum.length) {
        countAndSum = Arrays.copyOf(countAndSum, 2 * (version + nodes / 4));
      }
      nodes = Math.max(nodes, version);
    }
  }

  void add(RawBlock.Reader block) {
    // No part exceeds the whole, so it is enough to watch the totals for an overflow.
    totalCount = plus(totalCount, block.totalCount());
    totalSum = plus(totalSum, block.totalSum());
    Columns columns = byDictionary.computeIfAbsent(block.dictionary(), s -> new Columns());
    columns.reserve(block.version());
    block.addTo(columns.countAndSum);
  }

  long totalCount() {
    return totalCount;
  }

  long totalSum() {
    return totalSum;
  }

  /** How many nodes of dictionaries have to be known. */
  long nodes() {
    return byDictionary.values().stream().mapToLong(columns -> columns.nodes).sum();
  }

  /** Takes the dictionaries that are needed. */
  @FunctionalInterface
  interface DictionaryVisitor {
    /** So many nodes of this one have to be known. */
    void dictionary(DictionaryScope scope, int version);
  }

  void forEachDictionary(DictionaryVisitor visitor) {
    byDictionary.forEach((scope, columns) -> visitor.dictionary(scope, columns.nodes));
  }

  /**
   * Adds everything up by node of a tree.
   *
   * @param countAndSum of each node side by side
   * @param nodeOf the tree's node of each stack
   */
  void addTo(long[] countAndSum, Map<DictionaryScope, int[]> nodeOf) {
    byDictionary.forEach(
        (scope, columns) -> {
          int[] nodes = nodeOf.getOrDefault(scope, new int[0]);
          for (int stack = 0; stack < columns.nodes; stack++) {
            if (columns.countAndSum[2 * stack] != 0) {
              countAndSum[2 * nodes[stack]] += columns.countAndSum[2 * stack];
              countAndSum[2 * nodes[stack] + 1] += columns.countAndSum[2 * stack + 1];
            }
          }
        });
  }

  /** Adds everything to a tree. */
  void addTo(TreeBuilder tree, ProfileStore store) {
    byDictionary.forEach(
        (scope, columns) -> addTo(tree, store.dictionary(scope, columns.nodes), columns));
  }

  private static void addTo(TreeBuilder tree, Dictionary dictionary, Columns columns) {
    long[] countAndSum = columns.countAndSum;
    boolean[] used = new boolean[columns.nodes];
    for (int node = columns.nodes - 1; node > 0; node--) {
      used[node] |= countAndSum[2 * node] != 0;
      if (used[node]) {
        used[dictionary.parent(node)] = true;
      }
    }
    int[] frameThere = new int[dictionary.frames()];
    Arrays.fill(frameThere, -1);
    int[] nodeThere = new int[columns.nodes];
    for (int node = 1; node < columns.nodes; node++) {
      if (used[node]) {
        int frame = dictionary.frame(node);
        if (frameThere[frame] < 0) {
          frameThere[frame] = tree.frame(dictionary.name(frame));
        }
        nodeThere[node] = tree.child(nodeThere[dictionary.parent(node)], frameThere[frame]);
      }
    }
    for (int node = 0; node < columns.nodes; node++) {
      if (countAndSum[2 * node] != 0) {
        tree.add(nodeThere[node], countAndSum[2 * node], countAndSum[2 * node + 1]);
      }
    }
  }

  static long plus(long total, long more) {
    try {
      return Math.addExact(total, more);
    } catch (ArithmeticException e) {
      throw new QueryLimitException(
          "the total exceeds 2^63: choose a shorter time or fewer instances");
    }
  }
}

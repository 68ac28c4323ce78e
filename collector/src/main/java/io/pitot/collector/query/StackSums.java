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
    private long[] count = {};
    private long[] sum = {};
    private int nodes;

    private void reserve(int version) {
      nodes = Math.max(nodes, version);
      if (version > count.length) {
        int size = Math.max(version, count.length * 2);
        count = Arrays.copyOf(count, size);
        sum = Arrays.copyOf(sum, size);
      }
    }
  }

  void add(RawBlock.Reader block) {
    // No part exceeds the whole, so it is enough to watch the totals for an overflow.
    totalCount = plus(totalCount, block.totalCount());
    totalSum = plus(totalSum, block.totalSum());
    Columns columns = byDictionary.computeIfAbsent(block.dictionary(), s -> new Columns());
    columns.reserve(block.version());
    long[] counts = columns.count;
    long[] sums = columns.sum;
    block.forEach(
        (stack, count, sum) -> {
          counts[stack] += count;
          sums[stack] += sum;
        });
  }

  long totalCount() {
    return totalCount;
  }

  long totalSum() {
    return totalSum;
  }

  /** Adds everything to one instance of a tree. */
  void addTo(TreeBuilder tree, int instance, ProfileStore store) {
    byDictionary.forEach(
        (scope, columns) -> {
          Dictionary dictionary = store.dictionary(scope, columns.nodes);
          addTo(tree, instance, dictionary, columns);
        });
  }

  private static void addTo(
      TreeBuilder tree, int instance, Dictionary dictionary, Columns columns) {
    boolean[] used = new boolean[columns.nodes];
    for (int node = columns.nodes - 1; node > 0; node--) {
      used[node] |= columns.count[node] != 0;
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
      if (columns.count[node] != 0) {
        tree.add(instance, nodeThere[node], columns.count[node], columns.sum[node]);
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

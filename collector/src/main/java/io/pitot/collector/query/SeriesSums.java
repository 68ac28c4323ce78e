package io.pitot.collector.query;

import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one series did in a range, of one type: its blocks added up by stack, for each dictionary
 * apart. Only stacks with a value are kept.
 */
record SeriesSums(long totalCount, List<Part> parts) {
  /**
   * The stacks of one dictionary, in no particular order.
   *
   * @param version how many nodes of it must be known
   */
  record Part(DictionaryScope scope, int version, int[] stack, long[] count, long[] sum) {}

  /** Reads series one after the other; of one thread. */
  static final class Reader {
    private final ProfileStore store;
    private final Budget budget = new Budget();
    private final Map<DictionaryScope, Scratch> scratchOf = new LinkedHashMap<>();

    Reader(ProfileStore store) {
      this.store = store;
    }

    SeriesSums read(Series series, int type, TimeRange range) {
      long[] totals = new long[2];
      store.scan(
          new RawRange(
              series.service(),
              type,
              series.id(),
              series.id(),
              range.fromSeconds(),
              range.toSeconds()),
          (key, block) -> {
            budget.spend();
            if (key.series() == series.id()) {
              totals[0] = StackSums.plus(totals[0], block.totalCount());
              totals[1] = StackSums.plus(totals[1], block.totalSum());
              scratchOf.computeIfAbsent(block.dictionary(), s -> new Scratch()).add(block);
            }
            return true;
          });
      List<Part> parts = new ArrayList<>();
      scratchOf.forEach((scope, scratch) -> scratch.drainTo(parts, scope));
      return new SeriesSums(totals[0], List.copyOf(parts));
    }
  }

  /** Sums by number of the stack, with a list of those that are not 0. */
  private static final class Scratch {
    /** Count and sum of a stack side by side: they are looked up together. */
    private long[] countAndSum = {};

    private int[] touched = new int[256];
    private int size;
    private int version;

    private void add(RawBlock.Reader block) {
      version = Math.max(version, block.version());
      if (version * 2 > countAndSum.length) {
        countAndSum = Arrays.copyOf(countAndSum, Math.max(version * 2, countAndSum.length * 2));
      }
      block.forEach(this::add);
    }

    private void add(int stack, long addedCount, long addedSum) {
      int at = stack * 2;
      if (countAndSum[at] == 0) {
        if (size == touched.length) {
          touched = Arrays.copyOf(touched, size * 2);
        }
        touched[size++] = stack;
      }
      countAndSum[at] += addedCount;
      countAndSum[at + 1] += addedSum;
    }

    /** Hands out what was added and begins anew. */
    private void drainTo(List<Part> parts, DictionaryScope scope) {
      if (size == 0) {
        return;
      }
      int[] stack = Arrays.copyOf(touched, size);
      long[] counts = new long[size];
      long[] sums = new long[size];
      for (int i = 0; i < size; i++) {
        int at = stack[i] * 2;
        counts[i] = countAndSum[at];
        sums[i] = countAndSum[at + 1];
        countAndSum[at] = 0;
        countAndSum[at + 1] = 0;
      }
      parts.add(new Part(scope, version, stack, counts, sums));
      size = 0;
      version = 0;
    }
  }
}

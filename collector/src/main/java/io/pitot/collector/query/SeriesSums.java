package io.pitot.collector.query;

import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.StackTally;
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
  record Part(DictionaryScope scope, int version, int[] stack, long[] count, long[] sum) {
    private static Part of(DictionaryScope scope, StackTally.Columns rows) {
      int version = 1 + Arrays.stream(rows.stack()).max().orElse(0);
      return new Part(scope, version, rows.stack(), rows.count(), rows.sum());
    }
  }

  /** Reads series one after the other; of one thread. */
  static final class Reader {
    private final ProfileStore store;
    private final Budget budget = new Budget();
    private final Map<DictionaryScope, StackTally> tallies = new LinkedHashMap<>();

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
              tallies.computeIfAbsent(block.dictionary(), s -> new StackTally()).add(block);
            }
            return true;
          });
      List<Part> parts = new ArrayList<>();
      tallies.forEach(
          (scope, tally) -> {
            if (!tally.isEmpty()) {
              parts.add(Part.of(scope, tally.drain()));
            }
          });
      return new SeriesSums(totals[0], List.copyOf(parts));
    }
  }
}

package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Totals, and what is left of each when what it is to be made of is taken off. */
final class TotalsLeft {
  /** Count and sum. */
  private final Map<RawKey, long[]> left = new HashMap<>();

  /** The total of a span that the windows of a key belong to. */
  static RawKey totalOf(Level level, RawKey key) {
    return new RawKey(key.service(), key.type(), key.series(), level.start(key.windowSeconds()), 0);
  }

  void add(RawKey total, long count, long sum) {
    change(left.computeIfAbsent(total, t -> new long[2]), count, sum);
  }

  /** Whether there is such a total. */
  boolean subtract(RawKey total, long count, long sum) {
    long[] of = left.get(total);
    if (of == null) {
      return false;
    }
    change(of, -count, -sum);
    return true;
  }

  /** A copy of some, from which something else can be taken. */
  TotalsLeft only(Predicate<RawKey> wanted) {
    TotalsLeft copy = new TotalsLeft();
    left.forEach(
        (total, of) -> {
          if (wanted.test(total)) {
            copy.left.put(total, of.clone());
          }
        });
    return copy;
  }

  /**
   * Tells which were not taken off whole.
   *
   * @param what differs from what
   */
  void tell(Table table, String what, Problems problems) {
    left.forEach(
        (total, more) -> {
          if (more[0] != 0 || more[1] != 0) {
            problems.add(
                Partition.at(table, total.windowSeconds()),
                "%s: %s by %s events, %s in sum".formatted(total, what, more[0], more[1]));
          }
        });
  }

  private static void change(long[] total, long count, long sum) {
    total[0] += count;
    total[1] += sum;
  }
}

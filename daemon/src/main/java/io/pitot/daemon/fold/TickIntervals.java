package io.pitot.daemon.fold;

import java.util.Arrays;

/**
 * Intervals on a JVM's tick clock, those that touch made one, in order: tells how much of a span
 * they cover. When there are too many the oldest are forgotten.
 *
 * <pre>
 *   starts | ends | covered: by all intervals before this one
 * </pre>
 */
final class TickIntervals {
  private final int max;
  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private long[] covered = new long[16];
  private int size;

  /** Entries of {@code covered} that hold. */
  private int summed;

  private long forgottenUntil = Long.MIN_VALUE;

  TickIntervals(int max) {
    this.max = max;
  }

  /** Adds one; nothing happens when it is empty. */
  void add(long start, long end) {
    if (end <= start) {
      return;
    }
    int from = firstThatEndsAtOrAfter(start);
    int to = from;
    long first = start;
    long last = end;
    while (to < size && starts[to] <= end) {
      first = Math.min(first, starts[to]);
      last = Math.max(last, ends[to]);
      to++;
    }
    replace(from, to);
    starts[from] = first;
    ends[from] = last;
    summed = Math.min(summed, from);
    if (size > max) {
      forget(Math.max(1, max / 4));
    }
  }

  /** How many ticks between the two are covered. */
  long overlap(long from, long to) {
    return to <= from ? 0 : coveredBefore(to) - coveredBefore(from);
  }

  /** Whether nothing was forgotten that came after the tick. */
  boolean remembers(long tick) {
    return tick >= forgottenUntil;
  }

  private long coveredBefore(long tick) {
    int at = firstThatEndsAtOrAfter(tick);
    sum(at);
    if (at < size) {
      return covered[at] + Math.max(0, tick - starts[at]);
    }
    return size == 0 ? 0 : covered[size - 1] + ends[size - 1] - starts[size - 1];
  }

  private void sum(int upTo) {
    int last = Math.min(upTo, size - 1);
    for (int i = summed; i <= last; i++) {
      covered[i] = i == 0 ? 0 : covered[i - 1] + ends[i - 1] - starts[i - 1];
    }
    summed = Math.max(summed, last + 1);
  }

  private int firstThatEndsAtOrAfter(long tick) {
    int at = Arrays.binarySearch(ends, 0, size, tick);
    return at >= 0 ? at : -at - 1;
  }

  /** Makes room for one entry in place of those in {@code [from, to)}. */
  private void replace(int from, int to) {
    int newSize = size - (to - from) + 1;
    if (newSize > starts.length) {
      starts = Arrays.copyOf(starts, newSize * 2);
      ends = Arrays.copyOf(ends, newSize * 2);
      covered = Arrays.copyOf(covered, newSize * 2);
    }
    System.arraycopy(starts, to, starts, from + 1, size - to);
    System.arraycopy(ends, to, ends, from + 1, size - to);
    size = newSize;
  }

  private void forget(int count) {
    forgottenUntil = ends[count - 1];
    System.arraycopy(starts, count, starts, 0, size - count);
    System.arraycopy(ends, count, ends, 0, size - count);
    size -= count;
    summed = 0;
  }
}

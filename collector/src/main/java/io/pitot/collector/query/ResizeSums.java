package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The resizes of one map while they are added up, with the window of a JVM in which they took most,
 * as far as windows are kept.
 */
final class ResizeSums {
  /** What takes longer did not move entries but lost the processor. */
  private static final long NANOS_PER_BIN = 100;

  private static final long WINDOW_SECONDS = TimeRange.WINDOW_MILLIS / 1_000;

  private final Map<Window, Sum> byWindow = new HashMap<>();
  private final Map<Window, Sum> early = new HashMap<>();
  private Sum ofHours = Sum.NONE;

  private record Window(int series, long seconds) {}

  /**
   * Resizes of a time.
   *
   * @param pausedNanos of the time they took, inside pauses of the JVM
   * @param bins that they moved at most
   */
  record Sum(long resizes, long nanos, long pausedNanos, long bins) {
    static final Sum NONE = new Sum(0, 0, 0, 0);

    private Sum plus(Sum other) {
      return new Sum(
          StackSums.plus(resizes, other.resizes),
          StackSums.plus(nanos, other.nanos),
          StackSums.plus(pausedNanos, other.pausedNanos),
          StackSums.plus(bins, other.bins));
    }

    /** In no pause. */
    long netNanos() {
      return nanos - pausedNanos;
    }

    /** The same, and no more than it takes to move so many bins. */
    long movingNanos() {
      return bins < Long.MAX_VALUE / NANOS_PER_BIN
          ? Math.min(netNanos(), bins * NANOS_PER_BIN)
          : netNanos();
    }
  }

  /** Bins that resizes of one map to this many moved at most, since each time they are doubled. */
  static long binsOfOneMap(long resizes, long largest) {
    return Math.min(resizes, 2) * largest;
  }

  void add(IntervalKey key, Sum more) {
    if (key.isSum()) {
      ofHours = ofHours.plus(more);
    } else {
      byWindow.merge(new Window(key.series(), key.windowSeconds()), more, Sum::plus);
    }
  }

  /** Of the time before a recording; what it cut off may go on in the window after this one. */
  void addEarly(IntervalKey key, Sum more) {
    add(key, more);
    if (!key.isSum()) {
      early.merge(new Window(key.series(), key.windowSeconds() + WINDOW_SECONDS), more, Sum::plus);
    }
  }

  Sum total() {
    return byWindow.values().stream().reduce(ofHours, Sum::plus);
  }

  Sum worst() {
    return byWindow.entrySet().stream()
        .map(window -> window.getValue().plus(early.getOrDefault(window.getKey(), Sum.NONE)))
        .max(Comparator.comparingLong(Sum::movingNanos))
        .orElse(Sum.NONE);
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The resizes of one map while they are added up, with the window in which they took most, as far
 * as windows are kept.
 */
final class ResizeSums {
  private final Map<Long, Sum> byWindow = new HashMap<>();
  private Sum ofHours = Sum.NONE;

  /**
   * Resizes of a time.
   *
   * @param pausedNanos of the time they took, inside pauses of the JVM
   */
  record Sum(long resizes, long nanos, long pausedNanos) {
    private static final Sum NONE = new Sum(0, 0, 0);

    private Sum plus(Sum other) {
      return new Sum(
          StackSums.plus(resizes, other.resizes),
          StackSums.plus(nanos, other.nanos),
          StackSums.plus(pausedNanos, other.pausedNanos));
    }

    long netNanos() {
      return nanos - pausedNanos;
    }
  }

  void add(IntervalKey key, long resizes, long nanos, long pausedNanos) {
    Sum more = new Sum(resizes, nanos, pausedNanos);
    if (key.isSum()) {
      ofHours = ofHours.plus(more);
    } else {
      byWindow.merge(key.windowSeconds(), more, Sum::plus);
    }
  }

  Sum total() {
    return byWindow.values().stream().reduce(ofHours, Sum::plus);
  }

  Sum worst() {
    return byWindow.values().stream().max(Comparator.comparingLong(Sum::netNanos)).orElse(Sum.NONE);
  }
}

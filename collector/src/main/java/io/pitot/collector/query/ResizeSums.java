package io.pitot.collector.query;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The resizes of one map while they are added up, with the window in which they took most. */
final class ResizeSums {
  private final Map<Long, Sum> byWindow = new HashMap<>();

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

  void add(long window, long resizes, long nanos, long pausedNanos) {
    byWindow.merge(window, new Sum(resizes, nanos, pausedNanos), Sum::plus);
  }

  Sum total() {
    return byWindow.values().stream().reduce(Sum.NONE, Sum::plus);
  }

  Sum worst() {
    return byWindow.values().stream().max(Comparator.comparingLong(Sum::netNanos)).orElse(Sum.NONE);
  }
}

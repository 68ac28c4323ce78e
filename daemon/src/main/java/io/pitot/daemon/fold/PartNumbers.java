package io.pitot.daemon.fold;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The number that the next part of a window gets. It follows from what {@link #progress} tells and
 * nothing else, so that a restarted daemon gives the same numbers.
 */
final class PartNumbers {
  private static final int MAX_REMEMBERED = 1_024;

  /** Of the windows of which something was handed on last; older ones have a part 0 at most. */
  private final TreeMap<Long, Integer> nextByStart = new TreeMap<>();

  private long coveredMillis;

  PartNumbers(FoldProgress progress) {
    coveredMillis = progress.coveredMillis();
    nextByStart.putAll(progress.nextParts());
  }

  int next(long startMillis) {
    return nextByStart.getOrDefault(startMillis, isCovered(startMillis) ? 1 : 0);
  }

  void used(long startMillis, int parts) {
    nextByStart.put(startMillis, next(startMillis) + parts);
    while (nextByStart.size() > MAX_REMEMBERED) {
      nextByStart.pollFirstEntry();
    }
  }

  /** Everything that ends by then was handed on. */
  void coverUntil(long millis) {
    coveredMillis = Math.max(coveredMillis, millis);
  }

  boolean isCovered(long startMillis) {
    return startMillis + WindowFold.WINDOW_MILLIS <= coveredMillis;
  }

  FoldProgress progress() {
    SortedMap<Long, Integer> unusual = new TreeMap<>(nextByStart);
    unusual.entrySet().removeIf(entry -> entry.getValue() == 1 && isCovered(entry.getKey()));
    return new FoldProgress(coveredMillis, unusual);
  }
}

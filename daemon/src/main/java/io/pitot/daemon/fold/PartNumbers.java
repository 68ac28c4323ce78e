package io.pitot.daemon.fold;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The number that the next part of a window gets. Remembers the last windows of which something was
 * handed on; of older ones it knows only that there was a part 0.
 */
final class PartNumbers {
  private static final int MAX_REMEMBERED = 1_024;

  private final TreeMap<Long, Integer> nextByStart = new TreeMap<>();

  /** Windows that end at or before it and are not remembered have a part 0. */
  private long forgottenMillis;

  private long coveredMillis;

  PartNumbers(FoldProgress progress) {
    forgottenMillis = progress.coveredMillis();
    coveredMillis = progress.coveredMillis();
    nextByStart.putAll(progress.nextParts());
  }

  void coverUntil(long millis) {
    coveredMillis = Math.max(coveredMillis, millis);
  }

  int next(long startMillis) {
    return nextByStart.getOrDefault(startMillis, endsBy(forgottenMillis, startMillis) ? 1 : 0);
  }

  void used(long startMillis, int parts) {
    nextByStart.put(startMillis, next(startMillis) + parts);
    while (nextByStart.size() > MAX_REMEMBERED) {
      long forgotten = nextByStart.pollFirstEntry().getKey();
      forgottenMillis = Math.max(forgottenMillis, forgotten + WindowFold.WINDOW_MILLIS);
    }
  }

  /** Whether the window was handed on, if it has anything. */
  boolean isCovered(long startMillis) {
    return endsBy(coveredMillis, startMillis);
  }

  FoldProgress progress() {
    SortedMap<Long, Integer> unusual = new TreeMap<>(nextByStart);
    unusual.entrySet().removeIf(entry -> entry.getValue() == 1 && isCovered(entry.getKey()));
    return new FoldProgress(coveredMillis, unusual);
  }

  private static boolean endsBy(long millis, long startMillis) {
    return startMillis <= millis - WindowFold.WINDOW_MILLIS;
  }
}

package io.pitot.daemon.fold;

import java.util.Set;
import java.util.TreeMap;

/**
 * The number that the next part of a window gets. It follows from what {@link #progress} tells and
 * nothing else, so that a restarted daemon gives the same numbers.
 */
final class PartNumbers {
  private static final int MAX_REMEMBERED = 1_024;

  /**
   * Of the windows whose number {@link #isCovered} does not tell. Of too many, those are forgotten
   * that are furthest away: after a node's clock was set back, the newest windows are the earliest.
   */
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
      boolean isFirstFurther =
          startMillis - nextByStart.firstKey() > nextByStart.lastKey() - startMillis;
      nextByStart.remove(isFirstFurther ? nextByStart.firstKey() : nextByStart.lastKey());
    }
  }

  /** Everything that ends by then was handed on. */
  void coverUntil(long millis) {
    coveredMillis = Math.max(coveredMillis, millis);
    nextByStart.entrySet().removeIf(window -> window.getValue() == 1 && isCovered(window.getKey()));
  }

  private boolean isCovered(long startMillis) {
    return startMillis + WindowFold.WINDOW_MILLIS <= coveredMillis;
  }

  /** These numbers, with the windows that were left open. */
  FoldProgress progress(Set<Long> open) {
    return new FoldProgress(coveredMillis, nextByStart, open);
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import io.pitot.collector.store.SumScan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long series were watched, and what their windows miss. */
final class Watched implements SumScan.WatchedVisitor {
  private final Set<Integer> asked;
  private final Map<Integer, Long> windowsOfSeries = new HashMap<>();
  private final Losses losses = new Losses();
  private long firstSeconds = Long.MAX_VALUE;
  private long lastSeconds = Long.MIN_VALUE;

  /**
   * @param asked numbers of the series that count
   */
  Watched(Set<Integer> asked) {
    this.asked = asked;
  }

  @Override
  public void watched(
      int series, int windows, long firstSeconds, long lastSeconds, List<Loss> missed) {
    if (asked.contains(series)) {
      windowsOfSeries.merge(series, (long) windows, Long::sum);
      losses.add(missed);
      this.firstSeconds = Math.min(this.firstSeconds, firstSeconds);
      this.lastSeconds = Math.max(this.lastSeconds, lastSeconds);
    }
  }

  boolean isEmpty() {
    return windowsOfSeries.isEmpty();
  }

  long windows(int series) {
    return windowsOfSeries.getOrDefault(series, 0L);
  }

  /** Start of the first window; 0 when there is none. */
  long fromMillis() {
    return isEmpty() ? 0 : firstSeconds * 1000;
  }

  /** End of the last window; 0 when there is none. */
  long toMillis() {
    return isEmpty() ? 0 : lastSeconds * 1000 + TimeRange.WINDOW_MILLIS;
  }

  List<Loss> losses() {
    return losses.all();
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which windows were received, and what they miss. */
final class Coverage {
  private final Map<Integer, Times> windowsOfSeries = new HashMap<>();
  private final Losses losses = new Losses();
  private long firstSeconds = Long.MAX_VALUE;
  private long lastSeconds = Long.MIN_VALUE;
  private int lastSeries;
  private long lastWindow = -1;

  /** When a series was watched: starts of windows, ascending by hour. */
  private static final class Times {
    private int[] windowOf = new int[64];
    private int size;

    private void add(long windowSeconds) {
      if (size == windowOf.length) {
        windowOf = Arrays.copyOf(windowOf, size * 2);
      }
      windowOf[size++] = (int) (windowSeconds / WindowRecord.LENGTH_SECONDS);
    }
  }

  static Coverage of(BlockScan scan, Selected selected) {
    Coverage coverage = new Coverage();
    scan.windows(selected, coverage::add);
    return coverage;
  }

  private void add(Series series, RawKey key, WindowRecord record) {
    losses.add(record.losses());
    // Parts of a window follow each other.
    if (series.id() != lastSeries || key.windowSeconds() != lastWindow) {
      windowsOfSeries.computeIfAbsent(series.id(), id -> new Times()).add(key.windowSeconds());
      lastSeries = series.id();
      lastWindow = key.windowSeconds();
    }
    firstSeconds = Math.min(firstSeconds, key.windowSeconds());
    lastSeconds = Math.max(lastSeconds, key.windowSeconds());
  }

  boolean isEmpty() {
    return windowsOfSeries.isEmpty();
  }

  long windows(Series series) {
    Times times = windowsOfSeries.get(series.id());
    return times == null ? 0 : times.size;
  }

  /** How many windows of the series start in the range. */
  long windows(Series series, TimeRange range) {
    Times times = windowsOfSeries.get(series.id());
    long count = 0;
    for (int i = 0; times != null && i < times.size; i++) {
      long seconds = (long) times.windowOf[i] * WindowRecord.LENGTH_SECONDS;
      count += seconds >= range.fromSeconds() && seconds < range.toSeconds() ? 1 : 0;
    }
    return count;
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

package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.SumScan;
import java.util.Arrays;
import java.util.List;

/** How long series were watched, and what their windows miss. */
final class Watched implements SumScan.WatchedVisitor {
  /** Numbers of the series that count, ascending, and how many windows each has. */
  private final int[] asked;

  private final long[] windows;

  /** Most come in the order of their numbers. */
  private int lastPlace = -1;

  private final Losses losses = new Losses();
  private long firstSeconds = Long.MAX_VALUE;
  private long lastSeconds = Long.MIN_VALUE;

  /**
   * @param series those that count, in ascending order of number
   */
  Watched(List<Series> series) {
    this.asked = series.stream().mapToInt(Series::id).toArray();
    this.windows = new long[asked.length];
  }

  @Override
  public void watched(
      int series, int count, long firstSeconds, long lastSeconds, List<Loss> missed) {
    int place = place(series);
    if (place >= 0) {
      windows[place] += count;
      losses.add(missed);
      this.firstSeconds = Math.min(this.firstSeconds, firstSeconds);
      this.lastSeconds = Math.max(this.lastSeconds, lastSeconds);
    }
  }

  boolean isEmpty() {
    return firstSeconds > lastSeconds;
  }

  long windows(int series) {
    int place = place(series);
    return place < 0 ? 0 : windows[place];
  }

  private int place(int series) {
    boolean isNext = lastPlace + 1 < asked.length && asked[lastPlace + 1] == series;
    int place = isNext ? lastPlace + 1 : Arrays.binarySearch(asked, series);
    lastPlace = place < 0 ? lastPlace : place;
    return place;
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

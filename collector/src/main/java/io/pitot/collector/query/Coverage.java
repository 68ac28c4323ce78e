package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which windows were received, and what they miss. */
final class Coverage {
  private final Map<Integer, Long> windowsOfSeries = new HashMap<>();
  private final Map<LossKind, Long> losses = new TreeMap<>();
  private long firstSeconds = Long.MAX_VALUE;
  private long lastSeconds = Long.MIN_VALUE;
  private int lastSeries;
  private long lastWindow = -1;

  private record LossKind(String reason, String unit) implements Comparable<LossKind> {
    @Override
    public int compareTo(LossKind other) {
      int byReason = reason.compareTo(other.reason);
      return byReason != 0 ? byReason : unit.compareTo(other.unit);
    }
  }

  static Coverage of(BlockScan scan, Selected selected) {
    Coverage coverage = new Coverage();
    scan.windows(selected, coverage::add);
    return coverage;
  }

  private void add(Series series, RawKey key, WindowRecord record) {
    for (Loss loss : record.losses()) {
      losses.merge(new LossKind(loss.reason(), loss.unit()), loss.count(), StackSums::plus);
    }
    // Parts of a window follow each other.
    if (series.id() != lastSeries || key.windowSeconds() != lastWindow) {
      windowsOfSeries.merge(series.id(), 1L, Long::sum);
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
    return windowsOfSeries.getOrDefault(series.id(), 0L);
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
    List<Loss> all = new ArrayList<>();
    losses.forEach((kind, count) -> all.add(new Loss(kind.reason, count, kind.unit)));
    return all;
  }
}

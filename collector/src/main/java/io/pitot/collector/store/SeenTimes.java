package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/**
 * When each series was seen, by number of the type; {@link RawKey#WINDOWS} stands for any. Part of
 * the {@link Catalog}, which sees to it that one thread at a time is here.
 */
final class SeenTimes {
  private final Map<Integer, Map<Integer, Seen>> ofSeries = new HashMap<>();

  /** Of one series, by type. */
  Map<Integer, Seen> of(int series) {
    return ofSeries.getOrDefault(series, Map.of());
  }

  /** The start of its last window; far in the past when there is none. */
  long last(Series series) {
    return of(series.id()).values().stream()
        .mapToLong(Seen::lastSeconds)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Adds what was seen and tells what was seen in all. */
  Seen add(int series, int type, Seen seen) {
    return ofSeries.computeIfAbsent(series, s -> new HashMap<>()).merge(type, seen, Seen::with);
  }

  /** Returns what is gone. */
  Map<Integer, Seen> remove(int series) {
    Map<Integer, Seen> removed = ofSeries.remove(series);
    return removed == null ? Map.of() : removed;
  }
}

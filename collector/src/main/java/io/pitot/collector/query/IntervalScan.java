package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.Map;

/** Reads tables of waits, pauses and the like of selected series, within a budget. */
final class IntervalScan {
  private final ProfileStore store;
  private final Budget budget = new Budget();

  IntervalScan(ProfileStore store) {
    this.store = store;
  }

  /** Takes tables. */
  @FunctionalInterface
  interface Visitor {
    void table(Series series, IntervalKey key, IntervalTable.Stored stored);
  }

  /** Ascending by window. */
  void tables(Selected selected, IntervalKind kind, Visitor visitor) {
    Map<Integer, Series> byId = selected.byId();
    TimeRange range = selected.range();
    store.scanIntervals(
        selected.service(),
        kind,
        range.fromSeconds(),
        range.toSeconds(),
        (key, stored) -> {
          budget.spend();
          Series series = byId.get(key.series());
          if (series != null) {
            visitor.table(series, key, stored);
          }
          return true;
        });
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.util.Map;

/** Reads what is stored of selected series, within a budget. */
final class BlockScan {
  private final ProfileStore store;
  private final Budget budget = new Budget();

  BlockScan(ProfileStore store) {
    this.store = store;
  }

  /** Takes blocks, which are valid during the call. */
  @FunctionalInterface
  interface BlockVisitor {
    void block(Series series, RawKey key, RawBlock.Reader block);
  }

  /** Takes window records. */
  @FunctionalInterface
  interface WindowVisitor {
    void window(Series series, RawKey key, WindowRecord record);
  }

  void blocks(Selected selected, int type, BlockVisitor visitor) {
    Map<Integer, Series> byId = selected.byId();
    for (RawRange range : selected.scans(type)) {
      store.scan(
          range,
          (key, block) -> {
            budget.spend();
            Series series = byId.get(key.series());
            if (series != null) {
              visitor.block(series, key, block);
            }
            return true;
          });
    }
  }

  /** Takes totals of a series, from a second on. */
  @FunctionalInterface
  interface TotalsVisitor {
    void totals(Series series, long startSeconds, long count, long sum);
  }

  /** Visits totals, no coarser than a multiple of the step where that is possible. */
  void totals(Selected selected, int type, long stepSeconds, TotalsVisitor visitor) {
    Map<Integer, Series> byId = selected.byId();
    for (RawRange range : selected.scans(type)) {
      store.scanTotals(
          range,
          stepSeconds,
          (id, startSeconds, count, sum) -> {
            budget.spend();
            Series series = byId.get(id);
            if (series != null) {
              visitor.totals(series, startSeconds, count, sum);
            }
          });
    }
  }

  void windows(Selected selected, WindowVisitor visitor) {
    Map<Integer, Series> byId = selected.byId();
    for (RawRange range : selected.scans(RawKey.WINDOWS)) {
      store.scanWindows(
          range,
          (key, record) -> {
            budget.spend();
            Series series = byId.get(key.series());
            if (series != null) {
              visitor.window(series, key, record);
            }
            return true;
          });
    }
  }
}

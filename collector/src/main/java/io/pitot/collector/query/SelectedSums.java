package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.SumScan;
import java.util.Set;

/** Reads what selected series did together, within a budget. */
final class SelectedSums {
  private final Selected selected;
  private final Set<Integer> asked;
  private final SumScan scan;
  private final Budget budget;

  SelectedSums(ProfileStore store, Selected selected, Budget budget) {
    this.budget = budget;
    this.selected = selected;
    this.asked = selected.byId().keySet();
    this.scan = store.sums(selected.time(), selected.scans(RawKey.WINDOWS), asked, budget::spend);
  }

  /** Visits the sums of a type, some of one series and some of many. */
  void blocks(int type, SumScan.SumVisitor visitor) {
    scan.blocks(
        type,
        (series, block) -> {
          budget.spend();
          if (series.length != 1 || asked.contains(series[0])) {
            visitor.sums(series, block);
          }
        });
  }

  /** When the series were watched. */
  Watched watched() {
    Watched watched = new Watched(selected.series());
    scan.watched(watched);
    return watched;
  }
}

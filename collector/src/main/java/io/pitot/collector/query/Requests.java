package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** How many requests instances served: the events of a profile type that counts them. */
record Requests(ProfileStore store, Collection<Integer> types, Budget budget) {
  /** The profile type that daemons make of what they are told counts requests. */
  static final String TYPE = "requests";

  /** When nobody counts. */
  static Requests none(ProfileStore store) {
    return new Requests(store, Set.of(), new Budget());
  }

  /** The requests of one instance in the time that is compared; 0 when none were counted. */
  double count(ArmData data, List<Series> instance) {
    long[] total = new long[1];
    for (Series series : instance) {
      TimeRange range = data.ages().range(series, data.selected().range());
      for (int type : types) {
        store.scan(
            new RawRange(
                series.service(),
                type,
                series.id(),
                series.id(),
                range.fromSeconds(),
                range.toSeconds()),
            (key, block) -> {
              budget.spend();
              total[0] = StackSums.plus(total[0], block.totalCount());
              return true;
            });
      }
    }
    return total[0];
  }
}

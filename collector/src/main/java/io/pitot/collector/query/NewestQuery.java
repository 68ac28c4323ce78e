package io.pitot.collector.query;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.Seen;
import io.pitot.collector.store.Series;

/** How far a service's data reach: from the catalog alone. */
public final class NewestQuery {
  private final Catalog catalog;
  private final Selector selector;

  public NewestQuery(ProfileStore store) {
    this.catalog = store.catalog();
    this.selector = new Selector(store);
  }

  /**
   * The end of the last window, in ms since the epoch; 0 where there is none.
   *
   * @throws UnknownNameException when there is no such service
   */
  public long endMillis(String service) {
    long endMillis = 0;
    for (Series series : catalog.series(selector.service(service))) {
      Seen seen = catalog.seen(series.id()).get(RawKey.WINDOWS);
      endMillis = Math.max(endMillis, seen == null ? 0 : ServicesQuery.endMillis(seen));
    }
    return endMillis;
  }
}

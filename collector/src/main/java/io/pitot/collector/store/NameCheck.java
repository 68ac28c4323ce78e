package io.pitot.collector.store;

/** Checks that series and types have names. */
final class NameCheck {
  private final Catalog catalog;
  private final Problems problems;

  NameCheck(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  void entry(Partition partition, RawKey key) {
    series(partition, key, key.service(), key.series(), key.windowSeconds());
    if (key.type() != RawKey.WINDOWS && !catalog.types().containsKey(key.type())) {
      problems.add(partition, key + " is of a type without a name");
    }
  }

  void intervals(Partition partition, IntervalKey key) {
    series(partition, key, key.service(), key.series(), key.windowSeconds());
  }

  private void series(
      Partition partition, Record key, int service, int series, long windowSeconds) {
    if (!catalog.hasSeries(service, series) && !catalog.mayBeNameless(windowSeconds)) {
      problems.add(partition, key + " is of a series without a name");
    }
  }
}

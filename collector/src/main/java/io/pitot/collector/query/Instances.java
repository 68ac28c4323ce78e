package io.pitot.collector.query;

import io.pitot.collector.store.Series;
import java.util.Collection;

/** What counts as one instance: a series is one process, an instance may have had several. */
final class Instances {
  private Instances() {}

  static String of(Series series) {
    String instance = series.label("instance");
    return instance.isEmpty() ? series.targetId() : instance;
  }

  static int count(Collection<Series> series) {
    return (int) series.stream().map(Instances::of).distinct().count();
  }
}

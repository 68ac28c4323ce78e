package io.pitot.collector.store;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How names go: when nothing is stored of them any more, and the oldest before that where there is
 * no room for new ones. Part of the {@link Catalog}, which sees to it that one thread at a time is
 * here.
 */
final class Forgetting {
  /**
   * Series and services may be forgotten when others need their place: longer than windows can be
   * kept.
   */
  private static final long KEEP_SECONDS = Duration.ofDays(4).toSeconds();

  /**
   * To look for those takes a while, which whoever sends new ones may not cost others each time.
   */
  private static final long LOOK_SECONDS = 60;

  private final ServiceNames services;
  private final KnownSeries series;
  private final SeenTimes seen;
  private final KnownReleases releases;
  private final Consumer<Put> changes;
  private long namelessBefore;
  private long lastLookForSeries;
  private long lastLookForServices;

  /**
   * @param changes takes what has to be written
   */
  Forgetting(
      ServiceNames services,
      KnownSeries series,
      SeenTimes seen,
      KnownReleases releases,
      Consumer<Put> changes) {
    this.services = services;
    this.series = series;
    this.seen = seen;
    this.releases = releases;
    this.changes = changes;
  }

  /** Whether sums of this time may be of series that had to make room. */
  boolean mayBeNameless(long windowSeconds) {
    return windowSeconds < namelessBefore;
  }

  /** Takes what was stored. */
  void putNamelessBefore(long epochSeconds) {
    namelessBefore = epochSeconds;
  }

  /** Forgets the series that have no window from this time on. */
  void seriesBefore(long epochSeconds) {
    for (Series one : List.copyOf(series.all())) {
      if (seen.last(one) < epochSeconds) {
        forget(one);
      }
    }
  }

  /** Forgets the services of which nothing is known but their name. */
  void unusedServices() {
    services
        .all()
        .forEach(
            (name, number) -> {
              if (series.of(number).isEmpty() && releases.lastSeen(number).isEmpty()) {
                services.forget(name);
              }
            });
  }

  /** Makes room for the names of a new series where there is none. */
  void makeRoom(WindowBatch batch, boolean isNewService, long nowSeconds) {
    // Neither a clock that is ahead nor a window that is makes much old.
    long old = Math.min(nowSeconds, batch.startSeconds()) - KEEP_SECONDS;
    if (isNewService && services.isFull() && isDue(lastLookForServices, nowSeconds)) {
      lastLookForServices = nowSeconds;
      oldestServices(old);
    }
    if (series.isFull(batch.labels()) && isDue(lastLookForSeries, nowSeconds)) {
      lastLookForSeries = nowSeconds;
      oldestSeries(old);
    }
  }

  /** A clock may be set back. */
  private static boolean isDue(long lastSeconds, long nowSeconds) {
    return Math.abs(nowSeconds - lastSeconds) >= LOOK_SECONDS;
  }

  /** Makes room where instances come and go: old sums without their series cannot be found. */
  private void oldestSeries(long beforeSeconds) {
    sumsAreLeft(beforeSeconds);
    series.all().stream()
        .filter(one -> seen.last(one) < beforeSeconds)
        .sorted(Comparator.comparingLong(seen::last))
        .limit(SeriesBounds.MAX_SERIES / 100)
        .toList()
        .forEach(this::forget);
  }

  /** The same where names of services come and go. */
  private void oldestServices(long beforeSeconds) {
    sumsAreLeft(beforeSeconds);
    Map<String, Long> lastSeen = new HashMap<>();
    services.all().forEach((name, number) -> lastSeen.put(name, lastSeen(number)));
    lastSeen.entrySet().stream()
        .filter(service -> service.getValue() < beforeSeconds)
        .sorted(Map.Entry.comparingByValue())
        .limit(ServiceNames.MAX / 100)
        .forEach(
            service -> {
              int number = services.number(service.getKey()).orElseThrow();
              List.copyOf(series.of(number)).forEach(this::forget);
              releases.forget(number);
              services.forget(service.getKey());
            });
  }

  private long lastSeen(int service) {
    return Math.max(
        releases.lastSeen(service).orElse(Long.MIN_VALUE),
        series.of(service).stream().mapToLong(seen::last).max().orElse(Long.MIN_VALUE));
  }

  /** What is forgotten before its time leaves sums that have no name any more. */
  private void sumsAreLeft(long beforeSeconds) {
    namelessBefore = Math.max(namelessBefore, beforeSeconds);
    changes.accept(CatalogCodec.namelessBefore(namelessBefore));
  }

  private void forget(Series one) {
    series.remove(one);
    changes.accept(CatalogCodec.removed(CatalogCodec.series(one)));
    seen.remove(one.id())
        .forEach(
            (type, times) ->
                changes.accept(CatalogCodec.removed(CatalogCodec.seen(one.id(), type, times))));
  }
}

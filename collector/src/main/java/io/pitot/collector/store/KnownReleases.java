package io.pitot.collector.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The releases of services and the instances of each: when they were seen. They are known for
 * longer than their series. Part of the {@link Catalog}, which sees to it that one thread at a time
 * is here.
 */
final class KnownReleases {
  static final int MAX_RELEASES = 1_000;

  /** Of a release; those that were seen last stay. */
  static final int MAX_INSTANCES = 2_000;

  /** Over all, which is some 40 MB; the releases that were seen last keep theirs. */
  static final int MAX_INSTANCES_IN_ALL = 200_000;

  /** Releases and their instances are known so long after their last window. */
  private static final long KEEP_SECONDS = Duration.ofDays(400).toSeconds();

  private final Consumer<Put> changes;
  private final Map<Integer, Map<String, Seen>> releasesOfService = new HashMap<>();
  private final Map<Integer, Map<String, Map<String, Seen>>> instancesOfService = new HashMap<>();
  private int instanceCount;

  private record OfService(int service, String release, Seen seen) {}

  /**
   * @param changes takes what has to be written
   */
  KnownReleases(Consumer<Put> changes) {
    this.changes = changes;
  }

  Map<String, Seen> of(int service) {
    return Map.copyOf(releasesOfService.getOrDefault(service, Map.of()));
  }

  Map<String, Seen> instances(int service, String release) {
    return Map.copyOf(
        instancesOfService.getOrDefault(service, Map.of()).getOrDefault(release, Map.of()));
  }

  /** Notes a window of the series. */
  void saw(Series series, Seen seen) {
    String release = series.label("release");
    if (release.isEmpty()) {
      return;
    }
    Map<String, Seen> releases = releasesOf(series.service());
    changes.accept(
        CatalogCodec.release(series.service(), release, releases.merge(release, seen, Seen::with)));
    sawInstance(series, release, seen);
    if (releases.size() > MAX_RELEASES) {
      oldest(releases).ifPresent(oldest -> forget(series.service(), oldest));
    }
  }

  private void sawInstance(Series series, String release, Seen seen) {
    String label = series.label("instance");
    String instance = label.isEmpty() ? series.targetId() : label;
    Map<String, Seen> instances = instancesOf(series.service(), release);
    int before = instances.size();
    Seen merged = instances.merge(instance, seen, Seen::with);
    instanceCount += instances.size() - before;
    changes.accept(CatalogCodec.instance(series.service(), release, instance, merged));
    if (instances.size() > MAX_INSTANCES) {
      oldest(instances).ifPresent(oldest -> forgetInstance(series.service(), release, oldest));
    }
    if (instanceCount > MAX_INSTANCES_IN_ALL) {
      forgetOldestInstances();
    }
  }

  /** Some more than has to be, for to look takes a while. */
  private void forgetOldestInstances() {
    List<OfService> releases = new ArrayList<>();
    releasesOfService.forEach(
        (service, ofService) ->
            ofService.forEach(
                (release, seen) -> releases.add(new OfService(service, release, seen))));
    releases.sort(Comparator.comparingLong(one -> one.seen.lastSeconds()));
    for (OfService oldest : releases) {
      if (instanceCount <= MAX_INSTANCES_IN_ALL - MAX_INSTANCES_IN_ALL / 100) {
        return;
      }
      forgetInstances(oldest.service, oldest.release);
    }
  }

  /** Forgets the releases that were not seen for long. */
  void forgetBefore(long nowSeconds) {
    long cutoff = nowSeconds - KEEP_SECONDS;
    for (int service : List.copyOf(releasesOfService.keySet())) {
      of(service)
          .forEach(
              (release, seen) -> {
                if (seen.lastSeconds() < cutoff) {
                  forget(service, release);
                }
              });
    }
  }

  /** When the last of a service's releases was seen; empty when there is none. */
  OptionalLong lastSeen(int service) {
    return releasesOfService.getOrDefault(service, Map.of()).values().stream()
        .mapToLong(Seen::lastSeconds)
        .max();
  }

  /** Forgets all of a service. */
  void forget(int service) {
    of(service).keySet().forEach(release -> forget(service, release));
    releasesOfService.remove(service);
    instancesOfService.remove(service);
  }

  /** Takes what was stored. */
  void add(int service, String release, Seen seen) {
    releasesOf(service).put(release, seen);
  }

  /** Takes what was stored. */
  void addInstance(int service, String release, String instance, Seen seen) {
    if (instancesOf(service, release).put(instance, seen) == null) {
      instanceCount++;
    }
  }

  private void forget(int service, String release) {
    forgetInstances(service, release);
    Seen seen = releasesOf(service).remove(release);
    if (seen != null) {
      changes.accept(CatalogCodec.removed(CatalogCodec.release(service, release, seen)));
    }
  }

  private void forgetInstances(int service, String release) {
    for (String instance : List.copyOf(instancesOf(service, release).keySet())) {
      forgetInstance(service, release, instance);
    }
    instancesOfService.getOrDefault(service, Map.of()).remove(release);
  }

  private void forgetInstance(int service, String release, String instance) {
    Seen seen = instancesOf(service, release).remove(instance);
    if (seen != null) {
      instanceCount--;
      changes.accept(CatalogCodec.removed(CatalogCodec.instance(service, release, instance, seen)));
    }
  }

  private Map<String, Seen> releasesOf(int service) {
    return releasesOfService.computeIfAbsent(service, s -> new HashMap<>());
  }

  private Map<String, Seen> instancesOf(int service, String release) {
    return instancesOfService
        .computeIfAbsent(service, s -> new HashMap<>())
        .computeIfAbsent(release, r -> new HashMap<>());
  }

  private static Optional<String> oldest(Map<String, Seen> seen) {
    return seen.entrySet().stream()
        .min(Map.Entry.comparingByValue(Comparator.comparingLong(Seen::lastSeconds)))
        .map(Map.Entry::getKey);
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.Seen;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which services and releases there are, from the catalog alone. */
public final class ServicesQuery {
  private static final Comparator<Release> BY_APPEARANCE =
      Comparator.comparingLong(Release::firstSeenMillis).thenComparing(Release::release);

  private final Catalog catalog;
  private final Selector selector;

  public ServicesQuery(ProfileStore store) {
    this.catalog = store.catalog();
    this.selector = new Selector(store);
  }

  /**
   * One service.
   *
   * @param releases in the order in which they were first seen
   * @param firstSeenMillis start of the first window that is kept, whatever the range
   * @param lastSeenMillis end of the last
   */
  public record Service(
      String service,
      List<String> releases,
      List<String> types,
      int instances,
      long firstSeenMillis,
      long lastSeenMillis) {}

  /**
   * One release of a service; the times as in {@link Service}. Releases and their instances are
   * known for more than a year, longer than their blocks.
   *
   * @param jdks none when the blocks have expired
   */
  public record Release(
      String release,
      int instances,
      List<String> jdks,
      long firstSeenMillis,
      long lastSeenMillis) {}

  /** When an instance ran a release; the times as in {@link Service}. */
  public record InstanceOfRelease(
      String release, String instance, long firstSeenMillis, long lastSeenMillis) {}

  /** The services that were seen in the range, by name. */
  public List<Service> services(TimeRange range) {
    List<Service> services = new ArrayList<>();
    catalog
        .services()
        .forEach(
            (name, number) -> {
              List<Series> series = seenIn(range, number);
              if (!series.isEmpty()) {
                services.add(service(name, number, series, range));
              }
            });
    return services;
  }

  /**
   * The releases that were seen in the range, by when they were first seen, then by name.
   *
   * @throws UnknownNameException when there is no such service
   */
  public List<Release> releases(String service, TimeRange range) {
    int number = selector.service(service);
    List<Release> releases = releases(number, seenIn(range, number));
    Set<String> named = releases.stream().map(Release::release).collect(Collectors.toSet());
    catalog
        .releases(number)
        .forEach(
            (release, seen) -> {
              if (range.mayHold(seen) && !named.contains(release)) {
                releases.add(withoutSeries(number, release, seen, range));
              }
            });
    releases.sort(BY_APPEARANCE);
    return releases;
  }

  /**
   * The instances that were seen in the range with their releases, by when they were first seen,
   * then by name; known as long as their releases.
   *
   * @param release empty for all
   * @throws UnknownNameException when there is no such service
   */
  public List<InstanceOfRelease> instances(String service, String release, TimeRange range) {
    int number = selector.service(service);
    List<InstanceOfRelease> instances = new ArrayList<>();
    for (String one : catalog.releases(number).keySet()) {
      if (release.isEmpty() || release.equals(one)) {
        catalog
            .instances(number, one)
            .forEach(
                (instance, seen) -> {
                  if (range.mayHold(seen)) {
                    instances.add(
                        new InstanceOfRelease(
                            one, instance, seen.firstSeconds() * 1000, endMillis(seen)));
                  }
                });
      }
    }
    instances.sort(
        Comparator.comparingLong(InstanceOfRelease::firstSeenMillis)
            .thenComparing(InstanceOfRelease::instance)
            .thenComparing(InstanceOfRelease::release));
    return instances;
  }

  /** A release whose blocks have expired. */
  private Release withoutSeries(int service, String release, Seen seen, TimeRange range) {
    long instances =
        catalog.instances(service, release).values().stream().filter(range::mayHold).count();
    return new Release(
        release, (int) instances, List.of(), seen.firstSeconds() * 1000, endMillis(seen));
  }

  private Service service(String name, int number, List<Series> series, TimeRange range) {
    Map<Integer, ProfileType> typeNames = catalog.types();
    TreeSet<String> types = new TreeSet<>();
    for (Series one : series) {
      catalog
          .seen(one.id())
          .forEach(
              (type, seen) -> {
                ProfileType named = typeNames.get(type);
                if (named != null && !FrameKindRows.isType(named.name()) && range.mayHold(seen)) {
                  types.add(named.name());
                }
              });
    }
    Seen seen = seen(series);
    return new Service(
        name,
        releases(number, series).stream().map(Release::release).toList(),
        List.copyOf(types),
        Instances.count(series),
        seen.firstSeconds() * 1000,
        endMillis(seen));
  }

  private List<Release> releases(int service, List<Series> series) {
    Map<String, List<Series>> byRelease = new TreeMap<>();
    series.forEach(
        s -> byRelease.computeIfAbsent(s.label("release"), r -> new ArrayList<>()).add(s));
    Map<String, Seen> kept = catalog.releases(service);
    List<Release> releases = new ArrayList<>();
    byRelease.forEach(
        (release, ofRelease) -> {
          Seen seen = kept.getOrDefault(release, seen(ofRelease));
          releases.add(
              new Release(
                  release,
                  Instances.count(ofRelease),
                  ofRelease.stream().map(s -> s.label("jdk")).distinct().sorted().toList(),
                  seen.firstSeconds() * 1000,
                  endMillis(seen)));
        });
    releases.sort(BY_APPEARANCE);
    return releases;
  }

  private List<Series> seenIn(TimeRange range, int service) {
    return catalog.series(service).stream()
        .filter(s -> selector.isIn(range, s, RawKey.WINDOWS))
        .toList();
  }

  private Seen seen(List<Series> series) {
    return series.stream()
        .flatMap(s -> catalog.seen(s.id()).values().stream())
        .reduce(Seen::with)
        .orElseThrow();
  }

  static long endMillis(Seen seen) {
    return seen.lastSeconds() * 1000 + TimeRange.WINDOW_MILLIS;
  }
}

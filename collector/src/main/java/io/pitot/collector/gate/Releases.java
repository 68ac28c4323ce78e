package io.pitot.collector.gate;

import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.Seen;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The releases of a service in the order in which they appeared. */
public final class Releases {
  private Releases() {}

  /** By when they were first seen, then by name; none for an unknown service. */
  public static List<String> inOrder(Catalog catalog, String service) {
    Map<String, Seen> seen = catalog.service(service).map(catalog::releases).orElse(Map.of());
    return seen.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Seen> e) -> e.getValue().firstSeconds())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The newest release.
   *
   * @throws UnknownNameException when the service has none
   */
  public static String newest(Catalog catalog, String service) {
    List<String> releases = inOrder(catalog, service);
    if (releases.isEmpty()) {
      throw new UnknownNameException("service '%s' has no releases".formatted(service));
    }
    return releases.get(releases.size() - 1);
  }

  /**
   * The release that appeared before this one.
   *
   * @throws UnknownNameException when there is none
   */
  public static String before(Catalog catalog, String service, String release) {
    List<String> releases = inOrder(catalog, service);
    int at = releases.indexOf(release);
    if (at < 1) {
      throw new UnknownNameException(
          at < 0
              ? "service '%s' has no release '%s'; there are the releases %s"
                  .formatted(service, release, String.join(", ", releases))
              : "service '%s' has no release before '%s' to compare it with"
                  .formatted(service, release));
    }
    return releases.get(at - 1);
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The releases of a service that came before a candidate, to learn how much releases differ. */
record PastReleases(Catalog catalog, Selector selector) {
  private static final int MOST = 12;

  /**
   * The releases before the candidate in the order of their appearance, the base's the last of
   * them; empty when the two sides are no releases.
   */
  List<CompareQuery.Side> before(CompareQuery.Side base, CompareQuery.Side candidate) {
    Optional<String> candidateRelease = release(candidate.selection());
    if (release(base.selection()).isEmpty() || candidateRelease.isEmpty()) {
      return List.of();
    }
    String service = base.selection().service();
    Map<String, Seen> known = catalog.releases(selector.service(service));
    Seen ofCandidate = known.get(candidateRelease.get());
    if (ofCandidate == null) {
      return List.of();
    }
    List<Map.Entry<String, Seen>> past =
        known.entrySet().stream()
            .filter(e -> e.getValue().firstSeconds() < ofCandidate.firstSeconds())
            .sorted(Comparator.comparingLong(e -> e.getValue().firstSeconds()))
            .toList();
    List<CompareQuery.Side> sides = new ArrayList<>();
    for (Map.Entry<String, Seen> release :
        past.subList(Math.max(0, past.size() - MOST), past.size())) {
      List<LabelMatcher> matchers = new ArrayList<>(base.selection().matchers());
      matchers.removeIf(matcher -> matcher.label().equals("release"));
      matchers.add(LabelMatcher.equal("release", release.getKey()));
      TimeRange all =
          new TimeRange(
              release.getValue().firstSeconds() * 1000,
              release.getValue().lastSeconds() * 1000 + TimeRange.WINDOW_MILLIS);
      sides.add(new CompareQuery.Side(release.getKey(), new Selection(service, matchers, all)));
    }
    return sides;
  }

  private static Optional<String> release(Selection selection) {
    return selection.matchers().stream()
        .filter(matcher -> matcher.label().equals("release"))
        .map(LabelMatcher::equalTo)
        .flatMap(Optional::stream)
        .findFirst();
  }
}

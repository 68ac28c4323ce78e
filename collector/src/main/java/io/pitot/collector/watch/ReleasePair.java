package io.pitot.collector.watch;

import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.Releases;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.LabelMatcher;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.Seen;
import io.pitot.collector.store.WindowRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest release of a service and the one before, and how they can be compared: at the same
 * time while both run (a canary), else the old one's last time with the new one's first.
 */
record ReleasePair(
    String service, String base, String candidate, Seen baseSeen, Seen candidateSeen) {
  static final String SAME_TIME = "same_time";
  static final String BEFORE_AFTER = "before_after";

  /** However long a release runs, no look reads more of it. */
  private static final long LONGEST_MILLIS = Duration.ofHours(6).toMillis();

  /** Before and after: the old release's part is at least this long. */
  private static final long SHORTEST_BEFORE_MILLIS = Duration.ofHours(1).toMillis();

  static Optional<ReleasePair> newest(Catalog catalog, String service) {
    List<String> releases = Releases.inOrder(catalog, service);
    Map<String, Seen> seen = catalog.service(service).map(catalog::releases).orElse(Map.of());
    if (releases.size() < 2) {
      return Optional.empty();
    }
    String candidate = releases.get(releases.size() - 1);
    String base = releases.get(releases.size() - 2);
    Seen baseSeen = seen.get(base);
    Seen candidateSeen = seen.get(candidate);
    return baseSeen == null || candidateSeen == null
        ? Optional.empty()
        : Optional.of(new ReleasePair(service, base, candidate, baseSeen, candidateSeen));
  }

  /** How much of the candidate there is. */
  long spanMillis() {
    return toMillis() - candidateSeen.firstSeconds() * 1000;
  }

  /** Whether the base ran for at least half of the candidate's time. */
  String mode() {
    long half = candidateSeen.firstSeconds() * 1000 + spanMillis() / 2;
    return baseEndMillis() >= half ? SAME_TIME : BEFORE_AFTER;
  }

  /** How many instances of the release were there in the time that would be compared. */
  static long instances(Catalog catalog, CompareQuery.Side side) {
    TimeRange range = side.selection().range();
    return catalog
        .service(side.selection().service())
        .map(service -> catalog.instances(service, side.label()))
        .orElse(Map.of())
        .values()
        .stream()
        .filter(seen -> seen.overlaps(range.fromMillis() / 1000, range.toMillis() / 1000))
        .count();
  }

  CompareQuery.Side baseSide() {
    if (mode().equals(SAME_TIME)) {
      return side(base, new TimeRange(fromMillis(), toMillis()));
    }
    long to = baseEndMillis();
    long length = Math.max(SHORTEST_BEFORE_MILLIS, toMillis() - fromMillis());
    return side(base, new TimeRange(Math.max(0, to - length), to));
  }

  CompareQuery.Side candidateSide() {
    return side(candidate, new TimeRange(fromMillis(), toMillis()));
  }

  /** The question of look {@code number}. */
  Gate.Question question(int number) {
    return new Gate.Question(baseSide(), candidateSide(), List.of(), null, Looks.part(number));
  }

  private CompareQuery.Side side(String release, TimeRange range) {
    return new CompareQuery.Side(
        release, new Selection(service, List.of(LabelMatcher.equal("release", release)), range));
  }

  private long fromMillis() {
    return Math.max(candidateSeen.firstSeconds() * 1000, toMillis() - LONGEST_MILLIS);
  }

  private long toMillis() {
    return (candidateSeen.lastSeconds() + WindowRecord.LENGTH_SECONDS) * 1000;
  }

  private long baseEndMillis() {
    return (baseSeen.lastSeconds() + WindowRecord.LENGTH_SECONDS) * 1000;
  }
}

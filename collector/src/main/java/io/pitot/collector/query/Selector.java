package io.pitot.collector.query;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Series;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns names and matchers into the numbers that blocks are found by. */
final class Selector {
  static final int MAX_SERIES = 10_000;

  private static final int MAX_NAMES = 20;

  private final ProfileStore store;
  private final Catalog catalog;

  Selector(ProfileStore store) {
    this.store = store;
    this.catalog = store.catalog();
  }

  /**
   * The number of the service.
   *
   * @throws UnknownNameException when there is none of this name
   */
  int service(String name) {
    return catalog
        .service(name)
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "there is no service '%s'; %s"
                        .formatted(name, names("services", catalog.services().keySet()))));
  }

  /**
   * The series that match and may have been seen in the range, or in the whole of the hours at its
   * edges where nothing finer is kept.
   *
   * @throws UnknownNameException when there is no such service
   * @throws QueryLimitException when they are too many
   */
  Selected select(Selection selection) {
    int service = service(selection.service());
    TimeRange range = answerable(service, selection.range());
    List<Series> all = catalog.series(service);
    Optional<BitSet> matching = matching(service, selection.matchers());
    List<Series> chosen =
        all.stream()
            .filter(s -> matching.isEmpty() || matching.get().get(s.id()))
            .filter(s -> isIn(range, s, RawKey.WINDOWS))
            .toList();
    if (chosen.size() > MAX_SERIES) {
      throw new QueryLimitException(
          "%s series match, at most %s are read at once: narrow the match or the time"
              .formatted(chosen.size(), MAX_SERIES));
    }
    return Selected.of(service, all, chosen, range);
  }

  /** The numbers of the series that all matchers match; empty when nothing is asked of them. */
  private Optional<BitSet> matching(int service, List<LabelMatcher> matchers) {
    return matchers.stream()
        .map(matcher -> catalog.seriesWith(service, matcher.label(), matcher::matches))
        .reduce(
            (numbers, others) -> {
              numbers.and(others);
              return numbers;
            });
  }

  /**
   * The same for waits, pauses, vitals and events: where these are gone, the range takes in the
   * whole of the hours that are summed up.
   */
  SelectedIntervals selectIntervals(Selection selection) {
    int service = service(selection.service());
    TimeRange asked = selection.range();
    RawRange range = RawRange.ofService(service, asked.fromSeconds(), asked.toSeconds());
    RawRange widened = store.answerableIntervals(range);
    TimeRange answered =
        widened.equals(range)
            ? asked
            : new TimeRange(widened.fromSeconds() * 1000, widened.toSeconds() * 1000);
    long detailFrom = store.detailFromSeconds(widened);
    return new SelectedIntervals(
        select(new Selection(selection.service(), selection.matchers(), answered)),
        detailFrom > widened.fromSeconds() ? detailFrom * 1000 : 0);
  }

  /** Where windows are gone there are sums of whole hours, and the range takes all of these in. */
  private TimeRange answerable(int service, TimeRange asked) {
    RawRange range = RawRange.ofService(service, asked.fromSeconds(), asked.toSeconds());
    RawRange answered = store.answerable(range);
    return answered.equals(range)
        ? asked
        : new TimeRange(answered.fromSeconds() * 1000, answered.toSeconds() * 1000);
  }

  /** The numbers that stand for a type's name: one for each source and unit. */
  Map<Integer, ProfileType> types(String name) {
    Map<Integer, ProfileType> named = new TreeMap<>(catalog.types());
    named.values().removeIf(type -> !type.name().equals(name));
    return named;
  }

  /**
   * Checks that the service may have such data.
   *
   * @throws UnknownNameException when it never had and the type is none that every service may have
   */
  void requireType(int service, String serviceName, String type) {
    if (KnownType.isKnown(type)) {
      return;
    }
    Set<String> known = typesOf(service);
    if (!known.contains(type)) {
      throw new UnknownNameException(
          "service '%s' has no type '%s'; %s".formatted(serviceName, type, names("types", known)));
    }
  }

  private Set<String> typesOf(int service) {
    Map<Integer, ProfileType> types = catalog.types();
    TreeSet<String> names = new TreeSet<>();
    for (Series series : catalog.series(service)) {
      for (int type : catalog.seen(series.id()).keySet()) {
        ProfileType named = types.get(type);
        if (named != null && !FrameKindRows.isType(named.name())) {
          names.add(named.name());
        }
      }
    }
    return names;
  }

  boolean isIn(TimeRange range, Series series, int type) {
    return catalog.seen(series.id(), type).filter(range::mayHold).isPresent();
  }

  /** What a person who mistyped a name wants to know. */
  static String names(String what, Iterable<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    if (sorted.isEmpty()) {
      return "there are no " + what + " yet";
    }
    String listed = String.join(", ", sorted.stream().limit(MAX_NAMES).toList());
    int more = sorted.size() - MAX_NAMES;
    return "there are the %s %s%s"
        .formatted(what, listed, more > 0 ? " and " + more + " more" : "");
  }
}

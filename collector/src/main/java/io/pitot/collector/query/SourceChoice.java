package io.pitot.collector.query;

import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which source answers for a type. Rows of different sources are never added up, so the one with
 * the most instances answers (then the one with the most events) and the others are named.
 */
final class SourceChoice {
  private final Map<Integer, Seen> byType = new TreeMap<>();

  private static final class Seen {
    private final Set<Series> series = new HashSet<>();
    private long events;
  }

  void add(int type, Series series, long events) {
    Seen seen = byType.computeIfAbsent(type, t -> new Seen());
    seen.series.add(series);
    seen.events = StackSums.plus(seen.events, events);
  }

  /** The number of the type that answers; 0 when there is no data. */
  int chosen() {
    return byType.entrySet().stream()
        .max(
            Comparator.comparingInt(
                    (Map.Entry<Integer, Seen> e) -> Instances.count(e.getValue().series))
                .thenComparingLong(e -> e.getValue().events)
                .thenComparing(e -> -e.getKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  Set<Series> seriesOf(int type) {
    Seen seen = byType.get(type);
    return seen == null ? Set.of() : seen.series;
  }

  /** The sources that do not answer, by JDK. */
  List<LeftOut> leftOut(Map<Integer, ProfileType> types) {
    int chosen = chosen();
    List<LeftOut> all = new ArrayList<>();
    byType.forEach(
        (type, seen) -> {
          ProfileType named = types.get(type);
          if (type != chosen && named != null) {
            Map<String, Set<Series>> byJdk = new TreeMap<>();
            seen.series.forEach(
                s -> byJdk.computeIfAbsent(s.label("jdk"), j -> new HashSet<>()).add(s));
            byJdk.forEach(
                (jdk, series) ->
                    all.add(
                        new LeftOut(
                            named.source(),
                            jdk,
                            Instances.count(series),
                            MatchExpression.text(List.of(LabelMatcher.equal("jdk", jdk))))));
          }
        });
    return all;
  }
}

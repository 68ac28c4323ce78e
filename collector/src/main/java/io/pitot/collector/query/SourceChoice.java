package io.pitot.collector.query;

import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which source answers for a type. Rows of different sources are never added up, so the one with
 * the most instances answers (then the one with the most events) and the others are named.
 */
final class SourceChoice {
  private final Map<Integer, Series> byId;
  private final Map<Integer, Seen> byType = new TreeMap<>();

  private static final class Seen {
    /** Numbers of series: they come by the hundred thousand. */
    private final BitSet numbers = new BitSet();

    private long events;

    private List<Series> series(Map<Integer, Series> byId) {
      List<Series> series = new ArrayList<>(numbers.cardinality());
      numbers.stream()
          .forEach(
              number -> {
                Series one = byId.get(number);
                if (one != null) {
                  series.add(one);
                }
              });
      return series;
    }
  }

  SourceChoice(Selected selected) {
    this.byId = selected.byId();
  }

  void add(int type, int series, long events) {
    add(type, new int[] {series}, events);
  }

  void add(int type, int[] series, long events) {
    Seen seen = byType.computeIfAbsent(type, t -> new Seen());
    for (int one : series) {
      seen.numbers.set(one);
    }
    seen.events = StackSums.plus(seen.events, events);
  }

  /** The number of the type that answers; 0 when there is no data. */
  int chosen() {
    return byType.entrySet().stream()
        .max(
            Comparator.comparingInt(
                    (Map.Entry<Integer, Seen> e) -> Instances.count(e.getValue().series(byId)))
                .thenComparingLong(e -> e.getValue().events)
                .thenComparing(e -> -e.getKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  List<Series> seriesOf(int type) {
    Seen seen = byType.get(type);
    return seen == null ? List.of() : seen.series(byId);
  }

  /** The sources that do not answer, by JDK. */
  List<LeftOut> leftOut(Map<Integer, ProfileType> types) {
    int chosen = chosen();
    List<LeftOut> all = new ArrayList<>();
    byType.forEach(
        (type, seen) -> {
          ProfileType named = types.get(type);
          if (type != chosen && named != null) {
            Map<String, List<Series>> byJdk = new TreeMap<>();
            seen.series(byId)
                .forEach(s -> byJdk.computeIfAbsent(s.label("jdk"), j -> new ArrayList<>()).add(s));
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

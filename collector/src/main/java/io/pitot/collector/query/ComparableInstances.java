package io.pitot.collector.query;

import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which instances of two arms can be compared: those of one JDK, with data of one source, each with
 * their like. The kind with the most instances in its smaller arm comes first, then the one with
 * the most events. An instance that was watched and had no events of the type goes with its JDK.
 */
final class ComparableInstances {
  private static final int MOST_KINDS = 8;

  private final Side base;
  private final Side candidate;

  /**
   * What instances have to have in common.
   *
   * @param type the number that stands for (type, source, unit); 0 without data
   */
  record Kind(String jdk, int type) {}

  private static final class Side {
    private final Map<String, List<Series>> byInstance = new TreeMap<>();
    private final Map<Series, Map<Integer, Long>> events = new HashMap<>();

    private Side(ArmData arm) {
      for (Series series : arm.selected().series()) {
        if (arm.windows(series) > 0) {
          byInstance.computeIfAbsent(Instances.of(series), i -> new ArrayList<>()).add(series);
        }
        arm.sums(series)
            .forEach(
                (type, sums) ->
                    events
                        .computeIfAbsent(series, s -> new HashMap<>())
                        .put(type, sums.totalCount()));
      }
    }

    /** The series of each instance that is of this kind. */
    private List<List<Series>> of(Kind kind) {
      return byInstance.values().stream()
          .map(all -> all.stream().filter(s -> isOf(s, kind)).toList())
          .filter(some -> !some.isEmpty())
          .toList();
    }

    private boolean isOf(Series series, Kind kind) {
      Map<Integer, Long> ofSeries = events.getOrDefault(series, Map.of());
      return series.label("jdk").equals(kind.jdk)
          && (ofSeries.isEmpty() || ofSeries.containsKey(kind.type));
    }

    private long events(Kind kind) {
      return of(kind).stream()
          .flatMap(List::stream)
          .mapToLong(s -> events.getOrDefault(s, Map.of()).getOrDefault(kind.type, 0L))
          .sum();
    }

    private Set<Kind> kinds() {
      Set<Kind> kinds = new HashSet<>();
      events.forEach(
          (series, byType) ->
              byType.keySet().forEach(type -> kinds.add(new Kind(series.label("jdk"), type))));
      return kinds;
    }

    private Set<String> jdks() {
      Set<String> jdks = new TreeSet<>();
      byInstance.values().forEach(all -> all.forEach(s -> jdks.add(s.label("jdk"))));
      return jdks;
    }
  }

  ComparableInstances(ArmData base, ArmData candidate) {
    this.base = new Side(base);
    this.candidate = new Side(candidate);
  }

  /** The kinds that both arms have instances of, the most telling first; without data, one. */
  List<Kind> compared() {
    List<Kind> all =
        kinds().stream()
            .sorted(
                Comparator.comparingInt(
                        (Kind kind) -> Math.min(base.of(kind).size(), candidate.of(kind).size()))
                    .thenComparingLong(kind -> base.events(kind) + candidate.events(kind))
                    .thenComparing(Kind::jdk)
                    .thenComparing(kind -> -kind.type)
                    .reversed())
            .toList();
    List<Kind> both = new ArrayList<>();
    Set<String> jdks = new HashSet<>();
    for (Kind kind : all) {
      // One source of each JDK: an instance is not counted twice.
      if (kind.type != 0
          && both.size() < MOST_KINDS
          && !base.of(kind).isEmpty()
          && !candidate.of(kind).isEmpty()
          && jdks.add(kind.jdk)) {
        both.add(kind);
      }
    }
    if (!both.isEmpty()) {
      return both;
    }
    return List.of(all.isEmpty() ? new Kind("", 0) : all.get(0));
  }

  List<List<Series>> base(Kind kind) {
    return base.of(kind);
  }

  List<List<Series>> candidate(Kind kind) {
    return candidate.of(kind);
  }

  /** What is of none of these kinds, by JDK and source. */
  List<CompareQuery.ArmsLeftOut> leftOut(List<Kind> compared, Map<Integer, ProfileType> names) {
    Map<Kind, CompareQuery.ArmsLeftOut> all = new LinkedHashMap<>();
    for (Kind kind : kinds()) {
      if (!compared.contains(kind)) {
        ProfileType named = names.get(kind.type);
        String source = named == null ? "" : named.source();
        all.put(
            kind,
            new CompareQuery.ArmsLeftOut(
                kind.jdk, source, base.of(kind).size(), candidate.of(kind).size()));
      }
    }
    return all.values().stream()
        .sorted(
            Comparator.comparing(CompareQuery.ArmsLeftOut::jdk)
                .thenComparing(CompareQuery.ArmsLeftOut::source))
        .toList();
  }

  /** With data first; a JDK without any counts as a kind of its own. */
  private Set<Kind> kinds() {
    Set<Kind> kinds = base.kinds();
    kinds.addAll(candidate.kinds());
    Set<String> jdks = base.jdks();
    jdks.addAll(candidate.jdks());
    kinds.forEach(kind -> jdks.remove(kind.jdk));
    jdks.forEach(jdk -> kinds.add(new Kind(jdk, 0)));
    return kinds;
  }
}

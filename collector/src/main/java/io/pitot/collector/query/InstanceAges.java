package io.pitot.collector.query;

import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of each JVM's life is compared. A young JVM interprets and compiles what an old one
 * has compiled long ago, so the first minutes are left out in both arms. Where that would leave too
 * little, a shorter beginning is, because a short comparison is better than none and the start
 * itself (classes are loaded, nothing is served) differs most from JVM to JVM. Ages that differ are
 * told.
 *
 * <p>When a JVM was started stands in its target id, {@code node/pid/startMillis}. Where it does
 * not, as in imported recordings, nothing is left out.
 */
final class InstanceAges {
  /** What may be left out, the longest first; the first that leaves enough is. */
  private static final List<Beginning> BEGINNINGS =
      List.of(new Beginning(120, 30), new Beginning(60, 6), new Beginning(30, 2));

  /** How many JVMs of each arm have to keep enough; all of an arm that has fewer. */
  private static final int FEWEST_INSTANCES = 3;

  private static final double MUCH_OLDER = 4;
  private static final long YOUNG_MILLIS = Duration.ofMinutes(15).toMillis();

  /**
   * The beginning of a JVM's life.
   *
   * @param fewestWindows what has to be left of a JVM for it to count
   */
  private record Beginning(int seconds, int fewestWindows) {
    private String keepsTooLittle(int fewestInstances) {
      int seconds = fewestWindows * WindowRecord.LENGTH_SECONDS;
      return fewestInstances == FEWEST_INSTANCES
          ? "fewer than %s instances would have %s s".formatted(FEWEST_INSTANCES, seconds)
          : "not all instances would have %s s".formatted(seconds);
    }
  }

  private final Map<Integer, TimeRange> rangeOf = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** An arm as it was selected. */
  record Arm(Selected selected, Coverage coverage) {
    List<Series> covered() {
      return selected.series().stream().filter(s -> coverage.windows(s) > 0).toList();
    }

    private boolean keepsEnoughWithout(Beginning beginning) {
      return Instances.count(
              covered().stream()
                  .filter(
                      s ->
                          coverage.windows(s, without(beginning, s, selected.range()))
                              >= beginning.fewestWindows)
                  .toList())
          >= fewestInstances();
    }

    private int fewestInstances() {
      return Math.min(FEWEST_INSTANCES, Instances.count(covered()));
    }

    private boolean wasSeenIn(Beginning beginning) {
      return covered().stream()
          .anyMatch(
              s ->
                  coverage.windows(s, without(beginning, s, selected.range()))
                      < coverage.windows(s));
    }

    private long medianAgeMillis() {
      long[] ages =
          covered().stream()
              .filter(s -> startMillis(s).isPresent())
              .mapToLong(s -> coverage.toMillis() - startMillis(s).getAsLong())
              .sorted()
              .toArray();
      return ages.length == 0 ? -1 : ages[ages.length / 2];
    }
  }

  private InstanceAges() {}

  static InstanceAges of(Arm base, Arm candidate) {
    InstanceAges ages = new InstanceAges();
    Beginning usual = BEGINNINGS.get(0);
    if (base.wasSeenIn(usual) || candidate.wasSeenIn(usual)) {
      Optional<Beginning> longest =
          BEGINNINGS.stream()
              .filter(b -> base.keepsEnoughWithout(b) && candidate.keepsEnoughWithout(b))
              .findFirst();
      longest.ifPresent(
          beginning -> {
            ages.leaveOut(beginning, base);
            ages.leaveOut(beginning, candidate);
          });
      int fewest = Math.min(base.fewestInstances(), candidate.fewestInstances());
      ages.notes.add(note(usual, longest, fewest));
    }
    ages.compare(base.medianAgeMillis(), candidate.medianAgeMillis());
    return ages;
  }

  private static String note(Beginning usual, Optional<Beginning> longest, int fewestInstances) {
    Beginning shortest = BEGINNINGS.get(BEGINNINGS.size() - 1);
    if (longest.isEmpty()) {
      return "The start of JVMs is in it: without their first %s s %s."
          .formatted(shortest.seconds(), shortest.keepsTooLittle(fewestInstances));
    }
    int seconds = longest.get().seconds();
    return seconds == usual.seconds()
        ? "The first %s s of each JVM were left out.".formatted(seconds)
        : "Only the first %s s of each JVM were left out: without %s s %s."
            .formatted(seconds, usual.seconds(), usual.keepsTooLittle(fewestInstances));
  }

  /** The part of the range that is compared. */
  TimeRange range(Series series, TimeRange all) {
    return rangeOf.getOrDefault(series.id(), all);
  }

  List<String> notes() {
    return notes;
  }

  private void leaveOut(Beginning beginning, Arm arm) {
    for (Series series : arm.covered()) {
      rangeOf.put(series.id(), without(beginning, series, arm.selected.range()));
    }
  }

  private void compare(long base, long candidate) {
    long younger = Math.min(base, candidate);
    if (younger >= 0
        && younger < YOUNG_MILLIS
        && Math.max(base, candidate) > MUCH_OLDER * younger) {
      notes.add(
          "The JVMs are not of one age: %s min in the base, %s min in the candidate."
              .formatted(
                  Duration.ofMillis(base).toMinutes(), Duration.ofMillis(candidate).toMinutes()));
    }
  }

  /** The range without the JVM's beginning; all of it when it is not known when it began. */
  private static TimeRange without(Beginning beginning, Series series, TimeRange all) {
    OptionalLong start = startMillis(series);
    if (start.isEmpty()) {
      return all;
    }
    long from = Math.max(all.fromMillis(), start.getAsLong() + beginning.seconds() * 1000L);
    // A range is never empty; what begins at its last millisecond holds no window.
    return new TimeRange(Math.min(from, all.toMillis() - 1), all.toMillis());
  }

  private static OptionalLong startMillis(Series series) {
    String id = series.targetId();
    String last = id.substring(id.lastIndexOf('/') + 1);
    return id.indexOf('/') > 0 && last.matches("[0-9]{11,15}")
        ? OptionalLong.of(Long.parseLong(last))
        : OptionalLong.empty();
  }
}

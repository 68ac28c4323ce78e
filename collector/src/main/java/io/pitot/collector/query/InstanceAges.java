package io.pitot.collector.query;

import io.pitot.collector.store.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which part of each JVM's life is compared. A young JVM interprets and compiles what an old one
 * has compiled long ago, so the first minutes are left out in both arms; but not if that would
 * leave too little, because a short comparison is better than none. Ages that differ are told.
 *
 * <p>When a JVM was started stands in its target id, {@code node/pid/startMillis}. Where it does
 * not, as in imported recordings, nothing is left out.
 */
final class InstanceAges {
  /** What is left out of a JVM's life. */
  static final Duration WARM_UP = Duration.ofMinutes(2);

  /** What has to be left of a JVM for it to count ... */
  private static final int FEWEST_WINDOWS = 30;

  /** ... and how many such JVMs each arm needs. */
  private static final int FEWEST_INSTANCES = 3;

  private static final double MUCH_OLDER = 4;
  private static final long YOUNG_MILLIS = Duration.ofMinutes(15).toMillis();

  private final Map<Integer, TimeRange> rangeOf = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** An arm as it was selected. */
  record Arm(Selected selected, Coverage coverage) {
    List<Series> covered() {
      return selected.series().stream().filter(s -> coverage.windows(s) > 0).toList();
    }

    private int instancesThatKeepEnough() {
      return Instances.count(
          covered().stream()
              .filter(s -> coverage.windows(s, warm(s, selected.range())) >= FEWEST_WINDOWS)
              .toList());
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
    boolean leavesOut =
        base.instancesThatKeepEnough() >= FEWEST_INSTANCES
            && candidate.instancesThatKeepEnough() >= FEWEST_INSTANCES;
    boolean youngBase = ages.decide(base, leavesOut);
    boolean youngCandidate = ages.decide(candidate, leavesOut);
    if (youngBase || youngCandidate) {
      ages.notes.add(
          leavesOut
              ? "The first %d minutes of each JVM were left out.".formatted(WARM_UP.toMinutes())
              : ("The first minutes of JVMs are in it: without them fewer than %d instances would"
                      + " have %d minutes.")
                  .formatted(FEWEST_INSTANCES, FEWEST_WINDOWS / 6));
    }
    ages.compare(base.medianAgeMillis(), candidate.medianAgeMillis());
    return ages;
  }

  /** The part of the range that is compared. */
  TimeRange range(Series series, TimeRange all) {
    return rangeOf.getOrDefault(series.id(), all);
  }

  List<String> notes() {
    return notes;
  }

  /** Whether any of the arm was seen in its first minutes. */
  private boolean decide(Arm arm, boolean leavesOut) {
    boolean any = false;
    for (Series series : arm.covered()) {
      TimeRange all = arm.selected.range();
      TimeRange warm = warm(series, all);
      if (arm.coverage.windows(series, warm) < arm.coverage.windows(series)) {
        any = true;
        if (leavesOut) {
          rangeOf.put(series.id(), warm);
        }
      }
    }
    return any;
  }

  private void compare(long base, long candidate) {
    long younger = Math.min(base, candidate);
    if (younger >= 0
        && younger < YOUNG_MILLIS
        && Math.max(base, candidate) > MUCH_OLDER * younger) {
      notes.add(
          "The JVMs are not of one age: %d min in the base, %d min in the candidate."
              .formatted(
                  Duration.ofMillis(base).toMinutes(), Duration.ofMillis(candidate).toMinutes()));
    }
  }

  /** The range without the JVM's first minutes; all of it when it is not known when it began. */
  private static TimeRange warm(Series series, TimeRange all) {
    OptionalLong start = startMillis(series);
    if (start.isEmpty()) {
      return all;
    }
    long from = Math.max(all.fromMillis(), start.getAsLong() + WARM_UP.toMillis());
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

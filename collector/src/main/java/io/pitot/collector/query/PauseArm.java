package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalKind.PauseSums;
import io.pitot.collector.store.IntervalKind.Pauses;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The GC pauses of one side of a comparison, by instance and by reason. */
final class PauseArm {
  private static final List<String> LEFT_OUT = List.of("left out");

  private final Selected selected;
  private final InstanceAges ages;
  private final Map<String, Instance> instances = new TreeMap<>();
  private final PauseLengths lengths = new PauseLengths();
  private double waitedNanos;
  private double waitedInPausesNanos;

  /** A JVM with the number and the length of its pauses, by name of the collection and cause. */
  static final class Instance {
    private final String jdk;
    private final Map<List<String>, long[]> pauses = new TreeMap<>(PauseArm::compare);
    private long windows;

    private Instance(String jdk) {
      this.jdk = jdk;
    }

    String jdk() {
      return jdk;
    }

    Map<List<String>, long[]> pauses() {
      return pauses;
    }

    double seconds() {
      return (double) windows * WindowRecord.LENGTH_SECONDS;
    }

    private void add(List<String> reason, long count, long nanos) {
      long[] sums = pauses.computeIfAbsent(reason, r -> new long[2]);
      sums[0] += count;
      sums[1] += nanos;
    }
  }

  private PauseArm(Selected selected, InstanceAges ages) {
    this.selected = selected;
    this.ages = ages;
  }

  static PauseArm read(
      ProfileStore store, Selected selected, Coverage coverage, InstanceAges ages) {
    PauseArm arm = new PauseArm(selected, ages);
    for (Series series : selected.series()) {
      long windows = coverage.windows(series, ages.range(series, selected.range()));
      if (windows > 0) {
        arm.instance(series).windows += windows;
      }
    }
    IntervalScan scan = new IntervalScan(store);
    scan.tables(
        selected,
        IntervalKind.PAUSES,
        (series, key, stored) -> {
          if (arm.holds(series, key)) {
            arm.addPauses(arm.instance(series), stored.table());
          }
        });
    scan.tables(
        selected,
        IntervalKind.PAUSE_SUMS,
        (series, key, stored) -> {
          if (arm.holds(series, key)) {
            arm.addPauseSums(arm.instance(series), stored.table());
          }
        });
    scan.tables(
        selected,
        IntervalKind.LOCKS,
        (series, key, stored) -> {
          if (arm.holds(series, key)) {
            arm.addWaits(stored.table());
          }
        });
    return arm;
  }

  /** Whether the collector ever stopped one of the JVMs. */
  static boolean isAnyIn(ProfileStore store, Selected selected) {
    Map<Integer, Series> byId = selected.byId();
    TimeRange range = selected.range();
    Budget budget = new Budget();
    boolean[] found = new boolean[1];
    store.scanIntervals(
        selected.service(),
        IntervalKind.PAUSES,
        range.fromSeconds(),
        range.toSeconds(),
        (key, stored) -> {
          budget.spend();
          found[0] |= byId.containsKey(key.series()) && hasCollection(stored.table());
          return !found[0];
        });
    return found[0];
  }

  private static boolean hasCollection(IntervalTable table) {
    return IntStream.range(0, table.rows())
        .anyMatch(row -> table.text(Pauses.KIND, row).equals("gc"));
  }

  List<Instance> of(String jdk) {
    return instances.values().stream().filter(i -> i.jdk.equals(jdk)).toList();
  }

  List<String> jdks() {
    return instances.values().stream().map(Instance::jdk).distinct().sorted().toList();
  }

  double seconds() {
    return instances.values().stream().mapToDouble(Instance::seconds).sum();
  }

  PauseLengths lengths() {
    return lengths;
  }

  double waitedNanos() {
    return waitedNanos;
  }

  double waitedInPausesNanos() {
    return waitedInPausesNanos;
  }

  private Instance instance(Series series) {
    return instances.computeIfAbsent(
        Instances.of(series), name -> new Instance(series.label("jdk")));
  }

  private boolean holds(Series series, IntervalKey key) {
    return ages.range(series, selected.range()).holds(key.windowSeconds());
  }

  private void addPauses(Instance instance, IntervalTable table) {
    for (int row = 0; row < table.rows(); row++) {
      if (table.text(Pauses.KIND, row).equals("gc")) {
        long nanos = table.at(Pauses.DURATION, row);
        instance.add(reason(table.text(Pauses.NAME, row), table.text(Pauses.CAUSE, row)), 1, nanos);
        lengths.add(nanos);
      }
    }
    if (table.at(Pauses.LEFT_OUT, 0) > 0) {
      instance.add(LEFT_OUT, table.at(Pauses.LEFT_OUT, 0), table.at(Pauses.LEFT_OUT, 1));
    }
  }

  /** Of hours whose pauses are no longer told one by one; how long each was is not known. */
  private void addPauseSums(Instance instance, IntervalTable table) {
    for (int row = 0; row < table.rows(); row++) {
      if (table.text(PauseSums.KIND, row).equals("gc")) {
        List<String> reason =
            reason(table.text(PauseSums.NAME, row), table.text(PauseSums.CAUSE, row));
        instance.add(reason, table.at(PauseSums.COUNT, row), table.at(PauseSums.TOTAL, row));
      }
    }
    if (table.at(PauseSums.LEFT_OUT, 0) > 0) {
      instance.add(LEFT_OUT, table.at(PauseSums.LEFT_OUT, 0), table.at(PauseSums.LEFT_OUT, 1));
    }
  }

  private void addWaits(IntervalTable table) {
    for (int row = 0; row < table.rows(); row++) {
      waitedNanos += table.at(Locks.TOTAL, row);
      waitedInPausesNanos += table.at(Locks.IN_GC, row);
    }
  }

  private static List<String> reason(String name, String cause) {
    List<String> reason = new ArrayList<>();
    reason.add(name.isEmpty() ? "unknown" : name);
    if (!cause.isEmpty()) {
      reason.add(cause);
    }
    return reason;
  }

  private static int compare(List<String> a, List<String> b) {
    return String.join("\0", a).compareTo(String.join("\0", b));
  }
}

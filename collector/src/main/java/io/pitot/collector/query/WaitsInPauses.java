package io.pitot.collector.query;

import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.diff.PausedWaits;
import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a comparison waited, as their daemons joined it with the pauses. It is read
 * when something was found, and not before.
 */
final class WaitsInPauses {
  /** Beyond so many places where a side waits nothing is told. */
  private static final int MAX_PLACES = 20_000;

  private final ProfileStore store;
  private final String type;
  private final InstanceAges ages;
  private final InstanceAges.Arm base;
  private final InstanceAges.Arm candidate;
  private @Nullable Waits ofBase;
  private @Nullable Waits ofCandidate;

  private record Place(String lockClass, List<String> stack) {}

  /** Nanoseconds, and those of them inside GC pauses, by place. */
  private record Waits(double seconds, Map<Place, long[]> byPlace) {}

  WaitsInPauses(
      ProfileStore store,
      String type,
      InstanceAges ages,
      InstanceAges.Arm base,
      InstanceAges.Arm candidate) {
    this.store = store;
    this.type = type;
    this.ages = ages;
    this.base = base;
    this.candidate = candidate;
  }

  /** The finding, and how much of what waits there was inside pauses. */
  Finding told(Finding finding) {
    if (!WaitWords.isWait(type)) {
      return finding;
    }
    if (ofBase == null || ofCandidate == null) {
      ofBase = read(base);
      ofCandidate = read(candidate);
    }
    return new PausedWaits(at(finding, ofBase), at(finding, ofCandidate)).told(finding);
  }

  private static PausedWaits.Side at(Finding finding, Waits waits) {
    Set<String> wanted = new TreeSet<>(Set.of(FrameNames.comparable(finding.frame())));
    if (finding.applicationFrame() != null) {
      wanted.add(FrameNames.comparable(finding.applicationFrame()));
    }
    double nanos = 0;
    double paused = 0;
    for (Map.Entry<Place, long[]> entry : waits.byPlace.entrySet()) {
      Set<String> missing = new TreeSet<>(wanted);
      missing.remove(entry.getKey().lockClass);
      entry.getKey().stack.forEach(missing::remove);
      if (missing.isEmpty()) {
        nanos += entry.getValue()[0];
        paused += entry.getValue()[1];
      }
    }
    return new PausedWaits.Side(waits.seconds, nanos, paused);
  }

  private Waits read(InstanceAges.Arm side) {
    long windows = 0;
    for (Series series : side.selected().series()) {
      windows += side.coverage().windows(series, ages.range(series, side.selected().range()));
    }
    Map<Place, long[]> byPlace = new HashMap<>();
    StackTexts stacks = new StackTexts(store);
    new IntervalScan(store)
        .tables(
            side.selected(),
            IntervalKind.LOCKS,
            (series, key, stored) -> {
              TimeRange range = ages.range(series, side.selected().range());
              if (range.holds(key.windowSeconds()) && byPlace.size() <= MAX_PLACES) {
                add(byPlace, stacks, key, stored);
              }
            });
    if (byPlace.size() > MAX_PLACES) {
      byPlace.clear();
    }
    return new Waits((double) windows * WindowRecord.LENGTH_SECONDS, byPlace);
  }

  private void add(
      Map<Place, long[]> byPlace, StackTexts stacks, IntervalKey key, IntervalTable.Stored stored) {
    IntervalTable table = stored.table();
    for (int row = 0; row < table.rows(); row++) {
      if (WaitWords.isOf(type, table.text(Locks.KIND, row))) {
        List<String> stack =
            stacks.of(key, stored, table.at(Locks.STACK, row)).stream()
                .map(FrameNames::comparable)
                .toList();
        long[] sums =
            byPlace.computeIfAbsent(
                new Place(FrameNames.comparable(table.text(Locks.LOCK_CLASS, row)), stack),
                place -> new long[2]);
        sums[0] = StackSums.plus(sums[0], table.at(Locks.TOTAL, row));
        sums[1] = StackSums.plus(sums[1], table.at(Locks.IN_GC, row));
      }
    }
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.PauseSums;
import io.pitot.collector.store.IntervalKind.Pauses;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** When JVMs stood still, and why. */
public final class PausesQuery {
  private final ProfileStore store;
  private final Selector selector;

  public PausesQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * One pause.
   *
   * @param kind {@code gc} or {@code safepoint}
   * @param name of the collection or VM operation; empty where unknown
   * @param startMicros since the epoch
   * @param stoppingNanos of the duration, until all threads had stopped
   */
  public record Pause(
      String instance,
      String kind,
      String name,
      String cause,
      long startMicros,
      long durationNanos,
      long stoppingNanos,
      long gcNanos) {}

  /**
   * Pauses of one reason.
   *
   * @param gcNanos of the total, while the collector worked
   */
  public record Reason(
      String kind,
      String name,
      String cause,
      long pauses,
      long totalNanos,
      long stoppingNanos,
      long gcNanos,
      long maxNanos) {}

  /**
   * The pauses by time and their sums.
   *
   * @param watchedNanos time that the instances were watched, added up
   * @param pauses the longest
   * @param leftOut pauses that are in no other number but {@code leftOutNanos}
   * @param beyondLimit pauses that are in {@code reasons} and not in {@code pauses}
   * @param detailFromMillis from when on pauses are kept one by one; 0 for all of the range
   */
  public record Answer(
      int instances,
      long windows,
      long watchedNanos,
      long totalNanos,
      List<Reason> reasons,
      List<Pause> pauses,
      long leftOut,
      long leftOutNanos,
      long beyondLimit,
      long detailFromMillis) {}

  private record Key(String kind, String name, String cause) {}

  /**
   * The pauses that ended in the range.
   *
   * @param limit of single pauses; the longest are told
   */
  public Answer run(Selection selection, int limit) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    Selected selected = intervals.selected();
    Coverage coverage = Coverage.of(new BlockScan(store), selected);
    PriorityQueue<Pause> longest =
        new PriorityQueue<>(Comparator.comparingLong(Pause::durationNanos));
    Map<Key, long[]> sums = new HashMap<>();
    long[] left = new long[3];
    IntervalScan scan = new IntervalScan(store);
    scan.tables(
        selected,
        IntervalKind.PAUSE_SUMS,
        (series, key, stored) -> {
          IntervalTable table = stored.table();
          left[0] += table.at(PauseSums.LEFT_OUT, 0);
          left[1] += table.at(PauseSums.LEFT_OUT, 1);
          for (int row = 0; row < table.rows(); row++) {
            left[2] += table.at(PauseSums.COUNT, row);
            addSums(sums, table, row);
          }
        });
    scan.tables(
        selected,
        IntervalKind.PAUSES,
        (series, key, stored) -> {
          IntervalTable table = stored.table();
          left[0] += table.at(Pauses.LEFT_OUT, 0);
          left[1] += table.at(Pauses.LEFT_OUT, 1);
          for (int row = 0; row < table.rows(); row++) {
            Pause pause = pause(series, key, table, row);
            add(sums, pause);
            longest.add(pause);
            if (longest.size() > limit) {
              longest.remove();
              left[2]++;
            }
          }
        });
    List<Reason> reasons = reasons(sums);
    long windows = selected.series().stream().mapToLong(coverage::windows).sum();
    return new Answer(
        Instances.count(selected.series()),
        windows,
        windows * TimeRange.WINDOW_MILLIS * 1_000_000,
        reasons.stream().mapToLong(Reason::totalNanos).sum() + left[1],
        reasons,
        longest.stream().sorted(Comparator.comparingLong(Pause::startMicros)).toList(),
        left[0],
        left[1],
        left[2],
        intervals.detailFromMillis());
  }

  private static Pause pause(Series series, IntervalKey key, IntervalTable table, int row) {
    return new Pause(
        Instances.of(series),
        table.text(Pauses.KIND, row),
        table.text(Pauses.NAME, row),
        table.text(Pauses.CAUSE, row),
        key.windowSeconds() * 1_000_000 + Math.floorDiv(table.at(Pauses.START, row), 1_000),
        table.at(Pauses.DURATION, row),
        table.at(Pauses.STOPPING, row),
        table.at(Pauses.IN_GC, row));
  }

  private static void add(Map<Key, long[]> sums, Pause pause) {
    long[] sum =
        sums.computeIfAbsent(new Key(pause.kind, pause.name, pause.cause), key -> new long[5]);
    sum[0]++;
    sum[1] += pause.durationNanos;
    sum[2] += pause.stoppingNanos;
    sum[3] += pause.gcNanos;
    sum[4] = Math.max(sum[4], pause.durationNanos);
  }

  private static void addSums(Map<Key, long[]> sums, IntervalTable table, int row) {
    Key key =
        new Key(
            table.text(PauseSums.KIND, row),
            table.text(PauseSums.NAME, row),
            table.text(PauseSums.CAUSE, row));
    long[] sum = sums.computeIfAbsent(key, k -> new long[5]);
    sum[0] += table.at(PauseSums.COUNT, row);
    sum[1] += table.at(PauseSums.TOTAL, row);
    sum[2] += table.at(PauseSums.STOPPING, row);
    sum[3] += table.at(PauseSums.IN_GC, row);
    sum[4] = Math.max(sum[4], table.at(PauseSums.MAX, row));
  }

  private static List<Reason> reasons(Map<Key, long[]> sums) {
    List<Reason> reasons = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            reasons.add(
                new Reason(key.kind, key.name, key.cause, sum[0], sum[1], sum[2], sum[3], sum[4])));
    reasons.sort(
        Comparator.comparingLong(Reason::totalNanos)
            .reversed()
            .thenComparing(Reason::name)
            .thenComparing(Reason::cause));
    return reasons;
  }
}

package io.pitot.collector.query;

import io.pitot.collector.query.LocksAnswer.Line;
import io.pitot.collector.query.LocksAnswer.Lock;
import io.pitot.collector.query.LocksAnswer.Owner;
import io.pitot.collector.query.LocksAnswer.Site;
import io.pitot.collector.query.LocksAnswer.Sum;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums of one lock while they grow. */
final class LockRow {
  private static final int SITES = 5;

  private final Key key;
  private final Line line;
  private final Set<String> instances = new HashSet<>();
  private final WaitLengths lengths = new WaitLengths();
  private final Map<String, Long> owners = new HashMap<>();
  private final Map<String, long[]> sites = new HashMap<>();
  private final Map<String, Map<List<String>, Long>> stacksOfSite = new HashMap<>();
  private long waits;
  private long totalNanos;
  private long gcNanos;
  private long safepointNanos;
  private long shortWaits;
  private long shortNanos;

  /** What waits are added up by; the frame is empty where all of a class are one lock. */
  record Key(String kind, String lockClass, String frame) {}

  LockRow(Key key, int points) {
    this.key = key;
    this.line = new Line(new long[points], new long[points], new long[points]);
  }

  Key key() {
    return key;
  }

  /**
   * Adds a row of {@link IntervalKind#LOCKS}.
   *
   * @param bucket where the row's part of the histograms begins
   */
  void add(Series series, IntervalTable table, int i, int bucket, int step, List<String> stack) {
    long count = table.at(Locks.COUNT, i);
    long nanos = table.at(Locks.TOTAL, i);
    long paused = table.at(Locks.IN_GC, i) + table.at(Locks.IN_SAFEPOINT, i);
    waits = StackSums.plus(waits, count);
    totalNanos = StackSums.plus(totalNanos, nanos);
    gcNanos += table.at(Locks.IN_GC, i);
    safepointNanos += table.at(Locks.IN_SAFEPOINT, i);
    shortWaits = StackSums.plus(shortWaits, table.at(Locks.SHORT_COUNT, i));
    shortNanos = StackSums.plus(shortNanos, table.at(Locks.SHORT_NANOS, i));
    lengths.addMax(table.at(Locks.MAX, i));
    for (int b = bucket; b < bucket + table.at(Locks.BUCKETS, i); b++) {
      lengths.add((int) table.at(Locks.BUCKET, b), table.at(Locks.BUCKET_COUNT, b));
    }
    instances.add(Instances.of(series));
    line.waits()[step] += count;
    line.totalNanos()[step] += nanos;
    line.netNanos()[step] += nanos - paused;
    String frame = WaitWords.applicationFrame(stack, key.lockClass);
    long[] site = sites.computeIfAbsent(frame, f -> new long[2]);
    site[0] += count;
    site[1] += nanos;
    stacksOfSite.computeIfAbsent(frame, f -> new HashMap<>()).merge(stack, nanos, Long::sum);
  }

  /** Adds time of a kept wait whose owner is known. */
  void addOwner(String owner, long nanos) {
    owners.merge(owner, nanos, Long::sum);
  }

  void addSum(LockRow other) {
    waits = StackSums.plus(waits, other.waits);
    totalNanos = StackSums.plus(totalNanos, other.totalNanos);
    gcNanos += other.gcNanos;
    safepointNanos += other.safepointNanos;
  }

  long netNanos() {
    return totalNanos - gcNanos - safepointNanos;
  }

  Sum sum() {
    return new Sum(waits, totalNanos, gcNanos, safepointNanos, netNanos());
  }

  Lock lock() {
    List<Site> largest = sites();
    return new Lock(
        key.kind,
        key.lockClass,
        largest.isEmpty() ? "" : largest.get(0).frame(),
        WaitWords.isHeldUp(key.kind),
        instances.size(),
        sum(),
        lengths.quantileNanos(0.5),
        lengths.quantileNanos(0.99),
        lengths.maxNanos(),
        shortWaits,
        shortNanos,
        owners(),
        largest,
        line);
  }

  private List<Site> sites() {
    List<Site> all = new ArrayList<>();
    sites.forEach(
        (frame, sum) -> {
          List<String> stack =
              stacksOfSite.getOrDefault(frame, Map.of()).entrySet().stream()
                  .max(Map.Entry.comparingByValue())
                  .map(Map.Entry::getKey)
                  .orElse(List.of());
          all.add(new Site(frame, sum[0], sum[1], stack));
        });
    all.sort(Comparator.comparingLong(Site::totalNanos).reversed().thenComparing(Site::frame));
    return List.copyOf(all.subList(0, Math.min(SITES, all.size())));
  }

  private List<Owner> owners() {
    double known = owners.values().stream().mapToLong(nanos -> nanos).sum();
    return owners.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(SITES)
        .map(owner -> new Owner(owner.getKey(), known == 0 ? 0 : owner.getValue() / known))
        .toList();
  }
}

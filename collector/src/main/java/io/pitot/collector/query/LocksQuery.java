package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalKind.Waits;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Loss;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Time that threads waited, by lock: exact sums, and a line over time for each lock. */
public final class LocksQuery {
  private static final int DEFAULT_POINTS = 120;
  private static final int MAX_POINTS = 2_000;
  private static final int MAX_LOCKS = 20_000;
  private static final int SITES = 5;

  private final ProfileStore store;
  private final Selector selector;

  public LocksQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * Which waits are asked for.
   *
   * @param kind of waits; empty for all
   * @param all those at which nothing was held up too, such as idle workers
   * @param bySite whether locks of one class are told apart by the frame that waits
   * @param stepSeconds of the lines over time; 0 for one that suits the range
   * @param limit of locks; the largest are told
   */
  public record Asked(String kind, boolean all, boolean bySite, long stepSeconds, int limit) {}

  /** Sums of waits. Net is what is in no pause. */
  public record Sum(
      long waits, long totalNanos, long gcNanos, long safepointNanos, long netNanos) {}

  /** Where threads wait for a lock. */
  public record Site(String frame, long waits, long totalNanos, List<String> stack) {}

  /**
   * Who held the lock before those that waited, as far as the kept waits tell.
   *
   * @param share of the time of the kept waits with a known owner
   */
  public record Owner(String thread, double share) {}

  /**
   * One lock.
   *
   * @param shortWaits below the agent's threshold, in no other number
   * @param owners by falling share; none where no kept wait names one
   */
  public record Lock(
      String kind,
      String lockClass,
      String frame,
      boolean heldUp,
      int instances,
      Sum sum,
      long p50Nanos,
      long p99Nanos,
      long maxNanos,
      long shortWaits,
      long shortNanos,
      List<Owner> owners,
      List<Site> sites,
      Line line) {}

  /**
   * A thread that held a lock while others had waited for it for 10 ms and more.
   *
   * @param mapClass of the map that the lock guards; empty where there is none
   * @param frame of the application that held it
   * @param looks in which it was seen so
   * @param waiters at most, at one time
   */
  public record Holder(
      String lockClass,
      String mapClass,
      String thread,
      String frame,
      List<String> stack,
      long looks,
      long waiters,
      long longestWaitNanos,
      long lastMillis) {}

  /**
   * A lock for which threads still waited, for a second and more, when it was last looked at: waits
   * that are in no sum, since they have not ended.
   *
   * @param waitNanos so far, of all that wait
   */
  public record Stuck(
      String lockClass,
      String mapClass,
      String thread,
      String frame,
      long waiters,
      long longestWaitNanos,
      long waitNanos) {}

  /**
   * How many threads waited for locks of a class, however short each wait was, as regular looks saw
   * it. Longer waits are among the other sums, too.
   *
   * @param mapClass in whose method the holder or the waiter was; empty where in none
   * @param frame of the application that waited; empty where it was not seen
   * @param thread that held the lock at a look; empty where it was not seen
   * @param holderFrame of the application that held it
   * @param waiting threads, summed over the looks
   * @param waitNanos of all threads together, as the looks tell it
   */
  public record Load(
      String lockClass,
      String mapClass,
      String frame,
      String thread,
      String holderFrame,
      long looks,
      long waiting,
      long waitNanos) {}

  /** Sums by step; the arrays belong to it and are not changed. */
  public record Line(long[] waits, long[] totalNanos, long[] netNanos) {}

  /**
   * The locks by falling net time.
   *
   * @param locksLeftOut locks beyond the limit
   * @param holders by falling longest wait; none without the agent
   * @param detailFromMillis from when on owners and holders are known; 0 for all of the range
   * @param total of all locks, those left out included
   * @param stuck locks that threads still wait for, by falling time; none without the agent
   * @param loads by falling time; none without the agent
   */
  public record Answer(
      int instances,
      long windows,
      long coveredFromMillis,
      long coveredToMillis,
      List<Loss> losses,
      long stepSeconds,
      long startMillis,
      Sum total,
      List<Lock> locks,
      int locksLeftOut,
      List<Holder> holders,
      List<Stuck> stuck,
      List<Load> loads,
      long detailFromMillis) {}

  private record Key(String kind, String lockClass, String frame) {}

  /** Sums up the waits that ended in the range. */
  public Answer run(Selection selection, Asked asked) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    Selected selected = intervals.selected();
    Steps steps = Steps.of(intervals, asked.stepSeconds, DEFAULT_POINTS, MAX_POINTS);
    Coverage coverage = Coverage.of(new BlockScan(store), selected);
    IntervalScan scan = new IntervalScan(store);
    StackTexts stacks = new StackTexts(store);
    Map<Key, Row> rows = new HashMap<>();
    scan.tables(
        selected,
        IntervalKind.LOCKS,
        (series, key, stored) -> addSums(rows, stacks, steps, asked, series, key, stored));
    scan.tables(
        selected,
        IntervalKind.WAITS,
        (series, key, stored) -> addOwners(rows, stacks, asked, key, stored));
    HeldLocks held = new HeldLocks();
    LockLoads loads = new LockLoads();
    scan.tables(
        selected,
        IntervalKind.AGENT_EVENTS,
        (series, key, stored) -> {
          held.add(series, key, stored, stacks);
          loads.add(series, key, stored, stacks);
        });
    Row total = new Row(new Key("", "", ""), 0);
    rows.values().forEach(row -> total.addSum(row));
    List<Lock> locks =
        rows.values().stream()
            .sorted(
                Comparator.comparingLong((Row row) -> -row.netNanos())
                    .thenComparing(row -> row.key.toString()))
            .limit(asked.limit)
            .map(Row::lock)
            .toList();
    return new Answer(
        Instances.count(selected.series()),
        selected.series().stream().mapToLong(coverage::windows).sum(),
        coverage.fromMillis(),
        coverage.toMillis(),
        coverage.losses(),
        steps.stepSeconds(),
        steps.startSeconds() * 1000,
        total.sum(),
        locks,
        rows.size() - locks.size(),
        held.worst(),
        held.stuck(coverage.toMillis()),
        loads.worst(),
        intervals.detailFromMillis());
  }

  private static void addSums(
      Map<Key, Row> rows,
      StackTexts stacks,
      Steps steps,
      Asked asked,
      Series series,
      IntervalKey key,
      IntervalTable.Stored stored) {
    IntervalTable table = stored.table();
    int bucket = 0;
    for (int i = 0; i < table.rows(); i++) {
      int buckets = (int) table.at(Locks.BUCKETS, i);
      String kind = table.text(Locks.KIND, i);
      if (isAsked(asked, kind)) {
        List<String> stack = stacks.of(key, stored, table.at(Locks.STACK, i));
        String lockClass = table.text(Locks.LOCK_CLASS, i);
        Key of = keyOf(asked, kind, lockClass, stack);
        Row row = rows.computeIfAbsent(of, k -> new Row(k, steps.points()));
        if (rows.size() > MAX_LOCKS) {
          throw new QueryLimitException(
              "more than %d locks: choose a shorter time or a kind".formatted(MAX_LOCKS));
        }
        row.add(table, i, steps.indexOf(key.windowSeconds()), stack);
        row.instances.add(Instances.of(series));
        for (int b = bucket; b < bucket + buckets; b++) {
          row.lengths.add((int) table.at(Locks.BUCKET, b), table.at(Locks.BUCKET_COUNT, b));
        }
      }
      bucket += buckets;
    }
  }

  private static void addOwners(
      Map<Key, Row> rows,
      StackTexts stacks,
      Asked asked,
      IntervalKey key,
      IntervalTable.Stored stored) {
    IntervalTable table = stored.table();
    for (int i = 0; i < table.rows(); i++) {
      String kind = table.text(Waits.KIND, i);
      String owner = table.text(Waits.OWNER, i);
      if (!owner.isEmpty() && isAsked(asked, kind)) {
        List<String> stack = stacks.of(key, stored, table.at(Waits.STACK, i));
        Row row = rows.get(keyOf(asked, kind, table.text(Waits.LOCK_CLASS, i), stack));
        if (row != null) {
          row.owners.merge(owner, table.at(Waits.DURATION, i), Long::sum);
        }
      }
    }
  }

  private static boolean isAsked(Asked asked, String kind) {
    return asked.kind.isEmpty() ? asked.all || WaitWords.isHeldUp(kind) : asked.kind.equals(kind);
  }

  private static Key keyOf(Asked asked, String kind, String lockClass, List<String> stack) {
    return new Key(
        kind, lockClass, asked.bySite ? WaitWords.applicationFrame(stack, lockClass) : "");
  }

  /** Sums of one lock while they grow. */
  private static final class Row {
    private final Key key;
    private final Line line;
    private final java.util.Set<String> instances = new java.util.HashSet<>();
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

    private Row(Key key, int points) {
      this.key = key;
      this.line = new Line(new long[points], new long[points], new long[points]);
    }

    private void add(IntervalTable table, int i, int step, List<String> stack) {
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
      line.waits[step] += count;
      line.totalNanos[step] += nanos;
      line.netNanos[step] += nanos - paused;
      String frame = WaitWords.applicationFrame(stack, key.lockClass);
      long[] site = sites.computeIfAbsent(frame, f -> new long[2]);
      site[0] += count;
      site[1] += nanos;
      stacksOfSite.computeIfAbsent(frame, f -> new HashMap<>()).merge(stack, nanos, Long::sum);
    }

    private void addSum(Row other) {
      waits = StackSums.plus(waits, other.waits);
      totalNanos = StackSums.plus(totalNanos, other.totalNanos);
      gcNanos += other.gcNanos;
      safepointNanos += other.safepointNanos;
    }

    private long netNanos() {
      return totalNanos - gcNanos - safepointNanos;
    }

    private Sum sum() {
      return new Sum(waits, totalNanos, gcNanos, safepointNanos, netNanos());
    }

    private Lock lock() {
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

  /** For the lines over time of other queries too. */
  record Steps(long startSeconds, long stepSeconds, int points) {
    static Steps of(SelectedIntervals selected, long asked, int defaultPoints, int maxPoints) {
      TimeRange range = selected.selected().range();
      long window = selected.finestStepSeconds();
      long wanted = asked > 0 ? asked : (range.toSeconds() - range.fromSeconds()) / defaultPoints;
      long step = Math.max(1, -Math.floorDiv(-wanted, window)) * window;
      long start = Math.floorDiv(range.fromSeconds(), step) * step;
      long points = -Math.floorDiv(start - range.toSeconds(), step);
      if (points > maxPoints) {
        throw new QueryLimitException(
            "the lines would have %d points, at most %d are drawn: choose a larger step"
                .formatted(points, maxPoints));
      }
      return new Steps(start, step, (int) points);
    }

    int indexOf(long windowSeconds) {
      return (int) ((windowSeconds - startSeconds) / stepSeconds);
    }
  }
}

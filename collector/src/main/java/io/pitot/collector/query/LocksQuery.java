package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalKind.Waits;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Time that threads waited, by lock: exact sums, and a line over time for each lock. */
public final class LocksQuery {
  private static final int DEFAULT_POINTS = 120;
  private static final int MAX_POINTS = 2_000;
  private static final int MAX_LOCKS = 20_000;

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

  /** Sums up the waits that ended in the range. */
  public LocksAnswer run(Selection selection, Asked asked) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    Selected selected = intervals.selected();
    Steps steps = Steps.of(intervals, asked.stepSeconds, DEFAULT_POINTS, MAX_POINTS);
    Coverage coverage = Coverage.of(new BlockScan(store), selected);
    IntervalScan scan = new IntervalScan(store);
    StackTexts stacks = new StackTexts(store);
    Map<LockRow.Key, LockRow> rows = new HashMap<>();
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
    LockRow total = new LockRow(new LockRow.Key("", "", ""), 0);
    rows.values().forEach(total::addSum);
    List<LocksAnswer.Lock> locks =
        rows.values().stream()
            .sorted(
                Comparator.comparingLong((LockRow row) -> -row.netNanos())
                    .thenComparing(row -> row.key().toString()))
            .limit(asked.limit)
            .map(LockRow::lock)
            .toList();
    return new LocksAnswer(
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
      Map<LockRow.Key, LockRow> rows,
      StackTexts stacks,
      Steps steps,
      Asked asked,
      Series series,
      IntervalKey key,
      IntervalTable.Stored stored) {
    IntervalTable table = stored.table();
    int bucket = 0;
    for (int i = 0; i < table.rows(); i++) {
      String kind = table.text(Locks.KIND, i);
      if (isAsked(asked, kind)) {
        List<String> stack = stacks.of(key, stored, table.at(Locks.STACK, i));
        String lockClass = table.text(Locks.LOCK_CLASS, i);
        LockRow.Key of = keyOf(asked, kind, lockClass, stack);
        LockRow row = rows.computeIfAbsent(of, k -> new LockRow(k, steps.points()));
        if (rows.size() > MAX_LOCKS) {
          throw new QueryLimitException(
              "more than %s locks: choose a shorter time or a kind".formatted(MAX_LOCKS));
        }
        row.add(series, table, i, bucket, steps.indexOf(key.windowSeconds()), stack);
      }
      bucket += (int) table.at(Locks.BUCKETS, i);
    }
  }

  private static void addOwners(
      Map<LockRow.Key, LockRow> rows,
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
        LockRow row = rows.get(keyOf(asked, kind, table.text(Waits.LOCK_CLASS, i), stack));
        if (row != null) {
          row.addOwner(owner, table.at(Waits.DURATION, i));
        }
      }
    }
  }

  private static boolean isAsked(Asked asked, String kind) {
    return asked.kind.isEmpty() ? asked.all || WaitWords.isHeldUp(kind) : asked.kind.equals(kind);
  }

  private static LockRow.Key keyOf(Asked asked, String kind, String lockClass, List<String> stack) {
    return new LockRow.Key(
        kind, lockClass, asked.bySite ? WaitWords.applicationFrame(stack, lockClass) : "");
  }
}

package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Waits;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Waits one by one, as far as they were kept. */
public final class WaitsQuery {
  private final ProfileStore store;
  private final Selector selector;

  public WaitsQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * Which waits are asked for.
   *
   * @param kind empty for all
   * @param lockClass empty for all
   * @param all those at which nothing was held up too
   * @param frames of each stack, the deepest
   * @param limit the longest are told
   */
  public record Asked(String kind, String lockClass, boolean all, int frames, int limit) {}

  /**
   * One wait.
   *
   * @param startMicros since the epoch
   * @param mapId within its JVM; 0 for none
   * @param owner who held the lock before; empty where unknown
   * @param stack root first
   */
  public record Wait(
      String instance,
      String kind,
      String lockClass,
      long mapId,
      long startMicros,
      long durationNanos,
      long gcNanos,
      long safepointNanos,
      String thread,
      String owner,
      List<String> stack) {}

  /**
   * The waits by time.
   *
   * @param leftOut of the daemons, and of hours that are summed up, of any kind: these waits are in
   *     sums alone
   * @param beyondLimit kept waits that are not among these
   * @param detailFromMillis from when on waits are kept one by one; 0 for all of the range
   */
  public record Answer(List<Wait> waits, long leftOut, long beyondLimit, long detailFromMillis) {}

  /** A wait whose stack is not read yet. */
  private record Found(Series series, IntervalKey key, IntervalTable.Stored stored, int row) {
    private long nanos() {
      return stored.table().at(Waits.DURATION, row);
    }

    private long startNanos() {
      return key.windowSeconds() * 1_000_000_000 + stored.table().at(Waits.START, row);
    }
  }

  /** The longest waits that ended in the range. */
  public Answer run(Selection selection, Asked asked) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    PriorityQueue<Found> longest = new PriorityQueue<>(Comparator.comparingLong(Found::nanos));
    long[] counts = new long[2];
    new IntervalScan(store)
        .tables(
            intervals.selected(),
            IntervalKind.WAITS,
            (series, key, stored) -> {
              IntervalTable table = stored.table();
              counts[0] = StackSums.plus(counts[0], table.at(Waits.LEFT_OUT, 0));
              for (int row = 0; row < table.rows(); row++) {
                if (isAsked(asked, table, row)) {
                  longest.add(new Found(series, key, stored, row));
                }
                if (longest.size() > asked.limit) {
                  longest.remove();
                  counts[1]++;
                }
              }
            });
    StackTexts stacks = new StackTexts(store);
    List<Wait> waits =
        longest.stream()
            .sorted(Comparator.comparingLong(Found::startNanos))
            .map(found -> wait(found, stacks, asked.frames))
            .toList();
    return new Answer(waits, counts[0], counts[1], intervals.detailFromMillis());
  }

  private static boolean isAsked(Asked asked, IntervalTable table, int row) {
    String kind = table.text(Waits.KIND, row);
    boolean isKind =
        asked.kind.isEmpty() ? asked.all || WaitWords.isHeldUp(kind) : asked.kind.equals(kind);
    return isKind
        && (asked.lockClass.isEmpty() || asked.lockClass.equals(table.text(Waits.LOCK_CLASS, row)));
  }

  private static Wait wait(Found found, StackTexts stacks, int frames) {
    IntervalTable table = found.stored.table();
    int row = found.row;
    List<String> stack = stacks.of(found.key, found.stored, table.at(Waits.STACK, row));
    return new Wait(
        Instances.of(found.series),
        table.text(Waits.KIND, row),
        table.text(Waits.LOCK_CLASS, row),
        table.at(Waits.LOCK_ID, row),
        found.startNanos() / 1_000,
        found.nanos(),
        table.at(Waits.IN_GC, row),
        table.at(Waits.IN_SAFEPOINT, row),
        table.text(Waits.THREAD, row),
        table.text(Waits.OWNER, row),
        stack.subList(Math.max(0, stack.size() - frames), stack.size()));
  }
}

package io.pitot.daemon.fold;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The waits of one window: exact sums by lock and stack, and some waits one by one, the longest and
 * of the others a uniform sample. Which are sampled follows from the waits alone, so that the same
 * window comes out again after a restart.
 */
final class WindowWaits {
  /** Those beyond are joined with the pauses that are known by then: all but one that goes on. */
  private static final int MAX_PENDING = 8_192;

  private static final int MAX_ROWS = 2_000;
  private static final int LONGEST_HELD_UP = 128;
  private static final int SAMPLED_HELD_UP = 128;
  private static final int LONGEST_OTHERS = 16;
  private static final int SAMPLED_OTHERS = 16;

  /**
   * A wait with its names; there are thousands in a window of each target, so no more than needed.
   *
   * @param stack ends in the class of the lock where that is known
   * @param inMap what the agent tells of a wait inside a map; null for any other
   */
  record Named(
      WaitKind kind,
      String lockClass,
      Stack stack,
      String thread,
      long threadId,
      String owner,
      long startTicks,
      long endTicks,
      long startNanos,
      long durationNanos,
      long address,
      boolean timedOut,
      @Nullable InMap inMap) {
    static Named of(
        WaitHandler.Raw raw,
        WaitKind kind,
        String lockClass,
        Stack stack,
        String thread,
        String owner) {
      boolean isInMap = raw.lockId() != 0 || raw.tableLength() != 0 || raw.shortCount() != 0;
      return new Named(
          kind,
          lockClass,
          stack,
          thread,
          raw.threadId(),
          owner,
          raw.startTicks(),
          raw.endTicks(),
          raw.startNanos(),
          raw.durationNanos(),
          raw.address(),
          raw.timedOut(),
          isInMap
              ? new InMap(raw.lockId(), raw.tableLength(), raw.shortCount(), raw.shortNanos())
              : null);
    }

    long endNanos() {
      return startNanos + durationNanos;
    }

    Named resolved(WaitKind resolved) {
      return new Named(
          resolved,
          lockClass,
          stack,
          thread,
          threadId,
          owner,
          startTicks,
          endTicks,
          startNanos,
          durationNanos,
          address,
          timedOut,
          inMap);
    }

    private long lockId() {
      return inMap == null ? 0 : inMap.lockId;
    }
  }

  /** As the agent tells it, see {@link WaitHandler.Raw}. */
  record InMap(long lockId, long tableLength, long shortCount, long shortNanos) {}

  /** A wait that is kept. */
  record Kept(Named named, Row row, long gcNanos, long safepointNanos) {
    private long durationNanos() {
      return named.durationNanos;
    }

    private long random() {
      long mixed = named.startTicks * 0x9E3779B97F4A7C15L;
      mixed ^= (named.endTicks + named.thread.hashCode()) * 0xC2B2AE3D27D4EB4FL;
      return mixed ^ mixed >>> 29;
    }
  }

  private record Key(WaitKind kind, String lockClass, long lockId, Stack stack) {}

  /** The sums of one key. */
  static final class Row {
    final WaitKind kind;
    final String lockClass;
    final long lockId;
    final Stack stack;
    final DurationHistogram histogram = new DurationHistogram();
    long count;
    long totalNanos;
    long gcNanos;
    long safepointNanos;
    long maxNanos;
    long tableLength;
    long shortCount;
    long shortNanos;

    private Row(Key key) {
      kind = key.kind;
      lockClass = key.lockClass;
      lockId = key.lockId;
      stack = key.stack;
    }

    private void add(Named wait, long inGcNanos, long inSafepointNanos) {
      count++;
      totalNanos += wait.durationNanos;
      gcNanos += inGcNanos;
      safepointNanos += inSafepointNanos;
      maxNanos = Math.max(maxNanos, wait.durationNanos);
      histogram.add(wait.durationNanos);
      if (wait.inMap != null) {
        tableLength = Math.max(tableLength, wait.inMap.tableLength);
        shortCount += wait.inMap.shortCount;
        shortNanos += wait.inMap.shortNanos;
      }
    }
  }

  private final List<Named> pending = new ArrayList<>();
  private final Map<Key, Row> rows = new HashMap<>();
  private final Chosen heldUp = new Chosen(LONGEST_HELD_UP, SAMPLED_HELD_UP);
  private final Chosen others = new Chosen(LONGEST_OTHERS, SAMPLED_OTHERS);
  private long joined;

  /** Adds a wait; it is joined later, when the pauses that it overlaps are all known. */
  void add(Named wait, PauseLog pauses) {
    pending.add(wait);
    if (pending.size() >= MAX_PENDING) {
      join(pauses);
    }
  }

  void join(PauseLog pauses) {
    IdleReaders readers = IdleReaders.among(pending);
    for (Named pended : pending) {
      Named wait = readers.resolve(pended);
      long stopped =
          Math.min(wait.durationNanos, pauses.stoppedNanos(wait.startTicks, wait.endTicks));
      long inGc = Math.min(stopped, pauses.gcNanos(wait.startTicks, wait.endTicks));
      Row row = row(wait);
      row.add(wait, inGc, stopped - inGc);
      joined++;
      (wait.kind.isHeldUp() ? heldUp : others).offer(new Kept(wait, row, inGc, stopped - inGc));
    }
    pending.clear();
  }

  /**
   * Forgets the waits that are kept one by one; their sums stay.
   *
   * @return how many
   */
  long forgetSingle() {
    long forgotten = (long) heldUp.size() + others.size();
    heldUp.clear();
    others.clear();
    return forgotten;
  }

  Collection<Row> rows() {
    return rows.values();
  }

  /** By row, in the order of time. */
  Map<Row, List<Kept>> kept() {
    Map<Row, List<Kept>> byRow = new HashMap<>();
    for (Chosen chosen : List.of(heldUp, others)) {
      chosen.forEach(kept -> byRow.computeIfAbsent(kept.row, r -> new ArrayList<>()).add(kept));
    }
    byRow
        .values()
        .forEach(list -> list.sort(Comparator.comparingLong(kept -> kept.named.startNanos)));
    return byRow;
  }

  long leftOut() {
    return joined - heldUp.size() - others.size();
  }

  private Row row(Named wait) {
    Key key = new Key(wait.kind, wait.lockClass, wait.lockId(), wait.stack);
    if (rows.size() >= MAX_ROWS && !rows.containsKey(key)) {
      key = new Key(wait.kind, "", 0, StackCounts.OVERFLOW);
    }
    return rows.computeIfAbsent(key, Row::new);
  }

  /** The longest, and of those that are shorter the ones with the smallest random number. */
  private static final class Chosen {
    private final int maxLongest;
    private final int maxSampled;
    private final PriorityQueue<Kept> longest =
        new PriorityQueue<>(
            Comparator.comparingLong(Kept::durationNanos).thenComparingLong(Kept::random));
    private final PriorityQueue<Kept> sampled =
        new PriorityQueue<>(Comparator.comparingLong(Kept::random).reversed());

    Chosen(int maxLongest, int maxSampled) {
      this.maxLongest = maxLongest;
      this.maxSampled = maxSampled;
    }

    void offer(Kept wait) {
      longest.add(wait);
      if (longest.size() > maxLongest) {
        sampled.add(longest.remove());
      }
      if (sampled.size() > maxSampled) {
        sampled.remove();
      }
    }

    void clear() {
      longest.clear();
      sampled.clear();
    }

    int size() {
      return longest.size() + sampled.size();
    }

    void forEach(java.util.function.Consumer<Kept> visitor) {
      longest.forEach(visitor);
      sampled.forEach(visitor);
    }
  }
}

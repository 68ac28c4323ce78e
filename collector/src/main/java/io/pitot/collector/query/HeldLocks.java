package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who held locks while others waited for them, as the agents in the JVMs saw it. */
final class HeldLocks {
  private static final int MAX_HOLDERS = 20;
  private static final int MAX_KEPT = 10_000;

  /** Shorter ones end soon, and count then as the waits that they were. */
  private static final long STUCK_NANOS = 1_000_000_000;

  private final Map<Key, LocksAnswer.Holder> holders = new HashMap<>();
  private final Map<LockKey, AgentEvent> latest = new HashMap<>();

  private record Key(String lockClass, String mapClass, String frame) {}

  private record LockKey(int series, long lockId, String lockClass) {}

  void add(Series series, IntervalKey key, IntervalTable.Stored stored, StackTexts stacks) {
    AgentEvent.forEach(series, key, stored, stacks, this::add);
  }

  private void add(AgentEvent event) {
    if (!event.type().equals("pitot.LockHolder")) {
      return;
    }
    LockKey lock =
        new LockKey(event.series().id(), event.number("lockId"), event.text("lockClass"));
    if (latest.containsKey(lock) || latest.size() < MAX_KEPT) {
      latest.merge(lock, event, (one, two) -> one.startMillis() > two.startMillis() ? one : two);
    }
    List<String> stack = event.stack("holderStack");
    String frame = WaitWords.applicationFrame(stack, "");
    Key key = new Key(event.text("lockClass"), event.text("mapClass"), frame);
    LocksAnswer.Holder before = holders.get(key);
    if (before == null && holders.size() >= MAX_KEPT) {
      return;
    }
    LocksAnswer.Holder seen =
        new LocksAnswer.Holder(
            key.lockClass,
            key.mapClass,
            event.text("holderThread"),
            frame,
            stack,
            1,
            event.number("waiters"),
            event.number("longestWaitNanos"),
            event.startMillis());
    holders.put(key, before == null ? seen : plus(before, seen));
  }

  /** The thread and the stack are those of the look that saw the longest wait. */
  private static LocksAnswer.Holder plus(LocksAnswer.Holder one, LocksAnswer.Holder other) {
    LocksAnswer.Holder worst = one.longestWaitNanos() >= other.longestWaitNanos() ? one : other;
    return new LocksAnswer.Holder(
        worst.lockClass(),
        worst.mapClass(),
        worst.thread(),
        worst.frame(),
        worst.stack(),
        one.looks() + other.looks(),
        Math.max(one.waiters(), other.waiters()),
        worst.longestWaitNanos(),
        Math.max(one.lastMillis(), other.lastMillis()));
  }

  /**
   * The locks for which threads waited at the last look, and may wait for ever: no event of the JVM
   * tells of such a wait.
   *
   * @param endMillis of what is known; a look more than a window before it was not the last
   */
  List<LocksAnswer.Stuck> stuck(long endMillis) {
    List<LocksAnswer.Stuck> stuck = new ArrayList<>();
    for (AgentEvent event : latest.values()) {
      if (event.startMillis() >= endMillis - TimeRange.WINDOW_MILLIS
          && event.number("longestWaitNanos") >= STUCK_NANOS) {
        stuck.add(
            new LocksAnswer.Stuck(
                event.text("lockClass"),
                event.text("mapClass"),
                event.text("holderThread"),
                WaitWords.applicationFrame(event.stack("holderStack"), ""),
                event.number("waiters"),
                event.number("longestWaitNanos"),
                event.number("waitNanos")));
      }
    }
    stuck.sort(
        Comparator.comparingLong((LocksAnswer.Stuck lock) -> -lock.waitNanos())
            .thenComparing(LocksAnswer.Stuck::frame));
    return List.copyOf(stuck.subList(0, Math.min(MAX_HOLDERS, stuck.size())));
  }

  List<LocksAnswer.Holder> worst() {
    return holders.values().stream()
        .sorted(
            Comparator.comparingLong((LocksAnswer.Holder holder) -> -holder.longestWaitNanos())
                .thenComparing(LocksAnswer.Holder::frame))
        .limit(MAX_HOLDERS)
        .toList();
  }
}

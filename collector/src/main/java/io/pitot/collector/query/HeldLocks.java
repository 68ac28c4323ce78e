package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who held locks while others waited for them, as the agents in the JVMs saw it. */
final class HeldLocks {
  private static final int MAX_HOLDERS = 20;
  private static final int MAX_KEPT = 10_000;

  private final Map<Key, LocksQuery.Holder> holders = new HashMap<>();

  private record Key(String lockClass, String mapClass, String frame) {}

  void add(Series series, IntervalKey key, IntervalTable.Stored stored, StackTexts stacks) {
    AgentEvent.forEach(series, key, stored, stacks, this::add);
  }

  private void add(AgentEvent event) {
    if (!event.type().equals("pitot.LockHolder")) {
      return;
    }
    List<String> stack = event.stack("holderStack");
    String frame = WaitWords.applicationFrame(stack, "");
    Key key = new Key(event.text("lockClass"), event.text("mapClass"), frame);
    LocksQuery.Holder before = holders.get(key);
    if (before == null && holders.size() >= MAX_KEPT) {
      return;
    }
    LocksQuery.Holder seen =
        new LocksQuery.Holder(
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
  private static LocksQuery.Holder plus(LocksQuery.Holder one, LocksQuery.Holder other) {
    LocksQuery.Holder worst = one.longestWaitNanos() >= other.longestWaitNanos() ? one : other;
    return new LocksQuery.Holder(
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

  List<LocksQuery.Holder> worst() {
    return holders.values().stream()
        .sorted(
            Comparator.comparingLong((LocksQuery.Holder holder) -> -holder.longestWaitNanos())
                .thenComparing(LocksQuery.Holder::frame))
        .limit(MAX_HOLDERS)
        .toList();
  }
}

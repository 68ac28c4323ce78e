package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many threads waited for locks at the regular looks of the agents in the JVMs: waits of any
 * length, of virtual threads too, of which the JVM's own events tell nothing.
 */
final class LockLoads {
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_TOLD = 20;

  private final Map<Key, LocksAnswer.Load> loads = new HashMap<>();

  private record Key(String lockClass, String frame) {}

  void add(Series series, IntervalKey key, IntervalTable.Stored stored, StackTexts stacks) {
    AgentEvent.forEach(series, key, stored, stacks, this::add);
  }

  private void add(AgentEvent event) {
    if (!event.type().equals("pitot.LockLoad")) {
      return;
    }
    LocksAnswer.Load load =
        new LocksAnswer.Load(
            event.text("lockClass"),
            event.text("mapClass"),
            WaitWords.applicationFrame(event.stack("waiterStack"), ""),
            event.text("holderThread"),
            WaitWords.applicationFrame(event.stack("holderStack"), ""),
            event.number("looks"),
            event.number("waiting"),
            event.number("waitNanos"));
    Key key = new Key(load.lockClass(), load.frame());
    if (loads.containsKey(key) || loads.size() < MAX_KEPT) {
      loads.merge(key, load, LockLoads::plus);
    }
  }

  /** The holder is that of the load with more waits, where one was seen at all. */
  private static LocksAnswer.Load plus(LocksAnswer.Load one, LocksAnswer.Load other) {
    boolean isOne = other.thread().isEmpty() || one.waitNanos() >= other.waitNanos();
    LocksAnswer.Load shown = isOne && !one.thread().isEmpty() ? one : other;
    return new LocksAnswer.Load(
        shown.lockClass(),
        shown.mapClass(),
        shown.frame(),
        shown.thread(),
        shown.holderFrame(),
        one.looks() + other.looks(),
        one.waiting() + other.waiting(),
        StackSums.plus(one.waitNanos(), other.waitNanos()));
  }

  List<LocksAnswer.Load> worst() {
    return loads.values().stream()
        .sorted(
            Comparator.comparingLong((LocksAnswer.Load load) -> -load.waitNanos())
                .thenComparing(LocksAnswer.Load::lockClass)
                .thenComparing(LocksAnswer.Load::frame))
        .limit(MAX_TOLD)
        .toList();
  }
}

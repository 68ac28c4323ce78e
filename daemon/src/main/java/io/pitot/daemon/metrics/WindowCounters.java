package io.pitot.daemon.metrics;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what passes by on its way into the spool. For any number of threads. */
public final class WindowCounters implements WindowSink {
  /** Reasons and types are words of Pitot's; a recording cannot bring others in. */
  private final Map<String, LongAdder> eventsByType = new ConcurrentHashMap<>();

  private final Map<String, LongAdder> lossesByReason = new ConcurrentHashMap<>();
  private final LongAdder windows = new LongAdder();
  private final DelayHistogram delays = new DelayHistogram(0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300);
  private final DelayHistogram flushDelays =
      new DelayHistogram(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 30, 300);
  private final WindowSink next;

  public WindowCounters(WindowSink next) {
    this.next = next;
  }

  @Override
  public void accept(Window window) {
    next.accept(window);
    windows.increment();
    for (Window.Rows rows : window.rows()) {
      LongAdder events = eventsByType.computeIfAbsent(rows.type(), type -> new LongAdder());
      for (long count : rows.count()) {
        events.add(count);
      }
    }
    for (Window.Loss loss : window.losses()) {
      lossesByReason.computeIfAbsent(loss.reason(), r -> new LongAdder()).add(loss.count());
    }
    if (window.part() == 0) {
      delays.add(System.currentTimeMillis() - window.startMillis() - window.lengthMillis());
    }
  }

  /** Windows are in the spool so many ms after the flush that completed them. */
  public void handedOnAfter(long delayMillis) {
    flushDelays.add(delayMillis);
  }

  long windows() {
    return windows.sum();
  }

  Map<String, Long> eventsByType() {
    return sums(eventsByType);
  }

  Map<String, Long> lossesByReason() {
    return sums(lossesByReason);
  }

  /** From the end of a window until it was in the spool. */
  DelayHistogram delays() {
    return delays;
  }

  /** From the flush that completed a window until it was in the spool. */
  DelayHistogram flushDelays() {
    return flushDelays;
  }

  private static Map<String, Long> sums(Map<String, LongAdder> adders) {
    Map<String, Long> sums = new TreeMap<>();
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }
}

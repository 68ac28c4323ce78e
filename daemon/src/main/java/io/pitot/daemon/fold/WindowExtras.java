package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Intervals.Vital;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pauses, vitals and events of the agent in one window, each up to a bound. */
final class WindowExtras {
  private static final int MAX_PAUSES = 512;
  private static final int MAX_EVENTS_OF_TYPE = 64;

  /** An event of the agent; the stack is null where it has none. */
  record Event(AgentEventHandler.Raw raw, @Nullable Stack stack, String thread) {}

  private final PriorityQueue<PauseLog.Ended> longestPauses =
      new PriorityQueue<>(Comparator.comparingLong(ended -> ended.pause().durationNanos()));
  private final Map<String, Vital> vitals = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Integer> eventsOfType = new HashMap<>();
  private long pausesLeftOut;
  private long pausesLeftOutNanos;
  private long eventsLeftOut;

  void add(PauseLog.Ended pause) {
    longestPauses.add(pause);
    if (longestPauses.size() > MAX_PAUSES) {
      pausesLeftOut++;
      pausesLeftOutNanos += longestPauses.remove().pause().durationNanos();
    }
  }

  void vital(String name, long value) {
    vitals.merge(
        name,
        new Vital(name, value, value, 1),
        (before, now) -> new Vital(name, value, Math.max(before.max(), value), before.count() + 1));
  }

  void add(AgentEventHandler.Raw raw, @Nullable Stack stack, String thread) {
    if (eventsOfType.merge(raw.type(), 1, Integer::sum) > MAX_EVENTS_OF_TYPE) {
      eventsLeftOut++;
    } else {
      events.add(new Event(raw, stack, thread));
    }
  }

  void leaveOutEvent() {
    eventsLeftOut++;
  }

  boolean isEmpty() {
    return longestPauses.isEmpty() && vitals.isEmpty() && events.isEmpty() && eventsLeftOut == 0;
  }

  List<Intervals.Pause> pauses(PauseLog log) {
    return longestPauses.stream()
        .map(log::named)
        .sorted(Comparator.comparingLong(Intervals.Pause::startNanos))
        .toList();
  }

  long pausesLeftOut() {
    return pausesLeftOut;
  }

  long pausesLeftOutNanos() {
    return pausesLeftOutNanos;
  }

  List<Vital> vitals() {
    return List.copyOf(vitals.values());
  }

  List<Event> events() {
    return events;
  }

  long eventsLeftOut() {
    return eventsLeftOut;
  }
}

package io.pitot.benchmarks.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The eight event types that are counted, in three groups: JfrReader gives the events of a group
 * one class, so this is the finest that all readers can tell apart.
 */
enum EventGroup {
  CPU(0, "jdk.ExecutionSample", "jdk.NativeMethodSample", "jdk.CPUTimeSample"),
  ALLOCATION(
      1,
      "jdk.ObjectAllocationSample",
      "jdk.ObjectAllocationInNewTLAB",
      "jdk.ObjectAllocationOutsideTLAB"),
  BLOCKED(2, "jdk.JavaMonitorEnter", "jdk.ThreadPark");

  static final int COUNT = 3;

  private static final Map<String, EventGroup> BY_TYPE = new HashMap<>();

  static {
    for (EventGroup group : values()) {
      group.eventTypes.forEach(type -> BY_TYPE.put(type, group));
    }
  }

  private final int index;

  @SuppressWarnings("ImmutableEnumChecker") // A list of its own, never changed.
  private final List<String> eventTypes;

  EventGroup(int index, String... eventTypes) {
    this.index = index;
    this.eventTypes = List.of(eventTypes);
  }

  /** Where its counts stand: 0 to {@link #COUNT} - 1. */
  int index() {
    return index;
  }

  List<String> eventTypes() {
    return eventTypes;
  }

  /** The group of an event type, null for a type that is not counted. */
  static @Nullable EventGroup of(String eventType) {
    return BY_TYPE.get(eventType);
  }
}

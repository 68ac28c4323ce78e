package io.pitot.collector.diff;

import java.util.Locale;

/** What a change is about, as far as it says what a person would do. */
public enum FindingClass {
  /** Memory or CPU goes into making maps and letting them grow. */
  MAP_ALLOCATION,
  /** Threads wait for each other at a map. */
  MAP_CONTENTION,
  /** A map, or many, grow again and again while others help or wait. */
  MAP_RESIZE_STORM,
  /** Threads wait for a lock that is no map's. */
  LOCK_CONTENTION,
  /** The collector stops the program more because more is allocated. */
  GC_PRESSURE,
  /** Memory goes into something that is no map. */
  ALLOCATION,
  /** Threads wait, and not for a lock: for work, for a condition, for a timer. */
  WAITING,
  /** The program computes more. */
  CPU;

  /** As in JSON: {@code map_allocation}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people: {@code map allocation}. */
  public String label() {
    return this == CPU ? "CPU" : this == GC_PRESSURE ? "GC pressure" : id().replace('_', ' ');
  }
}

package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Since when what is stored of a service's time has been the same, in numbers that grow with every
 * change. Bounded: what is forgotten counts as changed when it was forgotten. Guarded by its owner.
 */
final class ChangeMarks {
  private static final int MOST = 1 << 14;

  private final Map<ServiceTime, Long> changes = new HashMap<>();
  private final int seconds;
  private long forgotten;

  private record ServiceTime(int service, long index) {}

  /**
   * @param seconds the length of the times that are told apart
   */
  ChangeMarks(int seconds) {
    this.seconds = seconds;
  }

  /** Notes a change of what is stored of this second. */
  void changed(int service, long epochSeconds, long mark) {
    if (changes.size() >= MOST) {
      forget(mark);
    }
    changes.put(new ServiceTime(service, Math.floorDiv(epochSeconds, seconds)), mark);
  }

  /** Counts everything as changed. */
  void forget(long mark) {
    changes.clear();
    forgotten = mark;
  }

  /** Whether nothing changed after this mark in the time that holds this second. */
  boolean isSame(int service, long epochSeconds, long since) {
    ServiceTime time = new ServiceTime(service, Math.floorDiv(epochSeconds, seconds));
    return forgotten <= since && changes.getOrDefault(time, 0L) <= since;
  }
}

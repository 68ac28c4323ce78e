package com.example.audit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Entries by number, a full map and the one before it. One short lock gives the numbers. */
final class AuditTrail {
  private static final int COLUMNS = 80;

  private final AtomicLong numbers = new AtomicLong();
  private volatile ConcurrentMap<Long, Entry> entries = new ConcurrentHashMap<>();
  private volatile ConcurrentMap<Long, Entry> before = new ConcurrentHashMap<>();

  /** Who did it, and all that was on the screen then. */
  private record Entry(long number, byte[][] screen) {}

  void append(int screenRows, int keep) {
    synchronized (this) {
      long number = numbers.incrementAndGet();
      if (entries.size() >= keep) {
        before = entries;
        entries = new ConcurrentHashMap<>();
      }
      entries.put(number, new Entry(number, new byte[screenRows][COLUMNS]));
    }
  }

  int size() {
    return entries.size() + before.size();
  }
}

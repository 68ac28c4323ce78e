package com.example.audit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Entries by number. One short lock gives the numbers. */
final class AuditTrail {
  private final AtomicLong numbers = new AtomicLong();
  private volatile ConcurrentMap<Long, Entry> entries = new ConcurrentHashMap<>();

  /** Who did it, and all that was on the screen then. */
  private record Entry(long number, byte[] screen) {}

  void append(int screenBytes, int keep) {
    synchronized (this) {
      long number = numbers.incrementAndGet();
      if (entries.size() >= keep) {
        entries = new ConcurrentHashMap<>();
      }
      entries.put(number, new Entry(number, new byte[screenBytes]));
    }
  }

  int size() {
    return entries.size();
  }
}

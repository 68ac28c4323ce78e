package com.example.reports;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Reports that were made, until new bookings come. */
final class ReportCache {
  private final ConcurrentMap<Integer, Report> byMonth = new ConcurrentHashMap<>();
  private final LongAdder made = new LongAdder();
  private final LongAdder asked = new LongAdder();

  /** Everybody who finds none makes one. */
  Report getOrMake(int month) {
    asked.increment();
    Report report = byMonth.get(month);
    if (report == null) {
      report = recompute(month);
      byMonth.put(month, report);
    }
    return report;
  }

  private Report recompute(int month) {
    made.increment();
    return Report.make(month);
  }

  void drop(int month) {
    byMonth.remove(month);
  }

  /** One thread makes the new one while the others get the old. */
  void refresh(int month) {
    byMonth.put(month, recompute(month));
  }

  @Override
  public String toString() {
    return "%d reports made for %d questions".formatted(made.sum(), asked.sum());
  }
}

package io.pitot.collector.store;

import io.pitot.collector.store.IntervalKind.PauseSums;
import io.pitot.collector.store.IntervalKind.Pauses;
import java.util.Map;
import java.util.TreeMap;

/** Pauses of an hour by what they were for. */
final class PauseSum implements IntervalSum {
  private final Map<String, Sums> byReason = new TreeMap<>();
  private long leftOut;
  private long leftOutNanos;

  private static final class Sums {
    private final String kind;
    private final String name;
    private final String cause;
    private long count;
    private long totalNanos;
    private long stoppingNanos;
    private long gcNanos;
    private long maxNanos;

    private Sums(String kind, String name, String cause) {
      this.kind = kind;
      this.name = name;
      this.cause = cause;
    }
  }

  @Override
  public void add(IntervalTable table, long offsetSeconds, int[] stackOf) {
    for (int row = 0; row < table.rows(); row++) {
      String kind = table.text(Pauses.KIND, row);
      String name = table.text(Pauses.NAME, row);
      String cause = table.text(Pauses.CAUSE, row);
      Sums sums =
          byReason.computeIfAbsent(
              kind + '\0' + name + '\0' + cause, reason -> new Sums(kind, name, cause));
      sums.count++;
      sums.totalNanos = Math.addExact(sums.totalNanos, table.at(Pauses.DURATION, row));
      sums.stoppingNanos = Math.addExact(sums.stoppingNanos, table.at(Pauses.STOPPING, row));
      sums.gcNanos = Math.addExact(sums.gcNanos, table.at(Pauses.IN_GC, row));
      sums.maxNanos = Math.max(sums.maxNanos, table.at(Pauses.DURATION, row));
    }
    leftOut = Math.addExact(leftOut, table.at(Pauses.LEFT_OUT, 0));
    leftOutNanos = Math.addExact(leftOutNanos, table.at(Pauses.LEFT_OUT, 1));
  }

  @Override
  public IntervalTable table() {
    IntervalColumns columns = new IntervalColumns(IntervalKind.PAUSE_SUMS);
    for (Sums sums : byReason.values()) {
      columns
          .add(PauseSums.KIND, sums.kind)
          .add(PauseSums.NAME, sums.name)
          .add(PauseSums.CAUSE, sums.cause)
          .add(PauseSums.COUNT, sums.count)
          .add(PauseSums.TOTAL, sums.totalNanos)
          .add(PauseSums.STOPPING, sums.stoppingNanos)
          .add(PauseSums.IN_GC, sums.gcNanos)
          .add(PauseSums.MAX, sums.maxNanos);
    }
    return columns.add(PauseSums.LEFT_OUT, leftOut).add(PauseSums.LEFT_OUT, leftOutNanos).table();
  }
}

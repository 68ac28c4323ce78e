package io.pitot.collector.store;

import io.pitot.collector.store.IntervalKind.Locks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Waits of an hour by lock and stack: all numbers as exact as those of the windows. */
final class LockSum implements IntervalSum {
  private static final int[] SUMMED = {
    Locks.COUNT, Locks.TOTAL, Locks.IN_GC, Locks.IN_SAFEPOINT, Locks.SHORT_COUNT, Locks.SHORT_NANOS
  };
  private static final int[] LARGEST = {Locks.MAX, Locks.TABLE_LENGTH};

  private final Map<Key, Sums> sums = new LinkedHashMap<>();

  private record Key(String kind, String lockClass, long lockId, int stack) {}

  private static final class Sums {
    private final long[] byColumn = new long[IntervalKind.LOCKS.columns()];
    private final TreeMap<Long, Long> buckets = new TreeMap<>();
  }

  @Override
  public void add(IntervalTable table, long offsetSeconds, int[] stackOf) {
    int bucket = 0;
    for (int row = 0; row < table.rows(); row++) {
      Sums of =
          sums.computeIfAbsent(
              new Key(
                  table.text(Locks.KIND, row),
                  table.text(Locks.LOCK_CLASS, row),
                  table.at(Locks.LOCK_ID, row),
                  stackOf[(int) table.at(Locks.STACK, row)]),
              key -> new Sums());
      for (int column : SUMMED) {
        of.byColumn[column] = Math.addExact(of.byColumn[column], table.at(column, row));
      }
      for (int column : LARGEST) {
        of.byColumn[column] = Math.max(of.byColumn[column], table.at(column, row));
      }
      int end = bucket + (int) table.at(Locks.BUCKETS, row);
      for (; bucket < end; bucket++) {
        of.buckets.merge(
            table.at(Locks.BUCKET, bucket), table.at(Locks.BUCKET_COUNT, bucket), Math::addExact);
      }
    }
  }

  @Override
  public IntervalTable table() {
    IntervalColumns columns = new IntervalColumns(IntervalKind.LOCKS);
    sums.forEach(
        (key, of) -> {
          columns
              .add(Locks.KIND, key.kind)
              .add(Locks.LOCK_CLASS, key.lockClass)
              .add(Locks.LOCK_ID, key.lockId)
              .add(Locks.STACK, key.stack)
              .add(Locks.BUCKETS, of.buckets.size());
          for (int column : SUMMED) {
            columns.add(column, of.byColumn[column]);
          }
          for (int column : LARGEST) {
            columns.add(column, of.byColumn[column]);
          }
          of.buckets.forEach(
              (bucket, count) -> columns.add(Locks.BUCKET, bucket).add(Locks.BUCKET_COUNT, count));
        });
    return columns.table();
  }
}

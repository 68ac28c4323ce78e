package io.pitot.collector.store;

import io.pitot.collector.store.IntervalKind.Vitals;
import java.util.Map;
import java.util.TreeMap;

/** Loads and sizes of an hour: the last and the largest of each, and how many there were. */
final class VitalSum implements IntervalSum {
  private final Map<String, long[]> byName = new TreeMap<>();

  @Override
  public void add(IntervalTable table, long offsetSeconds, int[] stackOf) {
    for (int row = 0; row < table.rows(); row++) {
      long max = table.at(Vitals.MAX, row);
      long[] of =
          byName.computeIfAbsent(table.text(Vitals.NAME, row), name -> new long[] {0, max, 0});
      of[0] = table.at(Vitals.LAST, row);
      of[1] = Math.max(of[1], max);
      of[2] += table.at(Vitals.COUNT, row);
    }
  }

  @Override
  public IntervalTable table() {
    IntervalColumns columns = new IntervalColumns(IntervalKind.VITALS);
    byName.forEach(
        (name, of) ->
            columns
                .add(Vitals.NAME, name)
                .add(Vitals.LAST, of[0])
                .add(Vitals.MAX, of[1])
                .add(Vitals.COUNT, of[2]));
    return columns.table();
  }
}

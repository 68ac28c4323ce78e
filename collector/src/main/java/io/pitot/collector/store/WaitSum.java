package io.pitot.collector.store;

import io.pitot.collector.store.IntervalKind.Waits;

/** Single waits of an hour: how many there were. What they took is in {@link LockSum}. */
final class WaitSum implements IntervalSum {
  private long leftOut;

  @Override
  public void add(IntervalTable table, long offsetSeconds, int[] stackOf) {
    leftOut = Math.addExact(leftOut, Math.addExact(table.at(Waits.LEFT_OUT, 0), table.rows()));
  }

  @Override
  public IntervalTable table() {
    return new IntervalColumns(IntervalKind.WAITS).add(Waits.LEFT_OUT, leftOut).table();
  }
}

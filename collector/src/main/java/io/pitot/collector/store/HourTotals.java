package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * What one series did in each minute of an hour, of one type, over all stacks.
 *
 * <pre>
 *   u8        format, 1
 *   varint    n: minutes with data
 *   n times   varint minutes since the one before (the first since -1) minus 1,
 *             varint count, varint sum
 * </pre>
 *
 * @param count by minute
 * @param sum by minute
 */
record HourTotals(long[] count, long[] sum) {
  static final int MINUTES = 60;
  static final int MINUTE_SECONDS = 60;

  private static final int FORMAT = 1;

  HourTotals() {
    this(new long[MINUTES], new long[MINUTES]);
  }

  /** Adds a block. */
  void add(long windowSeconds, RawBlock.Reader block) {
    int minute = (int) (windowSeconds % ServiceHour.SECONDS) / MINUTE_SECONDS;
    count[minute] = Math.addExact(count[minute], block.totalCount());
    sum[minute] = Math.addExact(sum[minute], block.totalSum());
  }

  /** Adds what another series did. */
  void add(HourTotals other) {
    for (int minute = 0; minute < MINUTES; minute++) {
      count[minute] = Math.addExact(count[minute], other.count[minute]);
      sum[minute] = Math.addExact(sum[minute], other.sum[minute]);
    }
  }

  byte[] toBytes() {
    int n = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      n += hasData(minute) ? 1 : 0;
    }
    BlockWriter out = new BlockWriter(2 + n * 8).u8(FORMAT).varint(n);
    int last = -1;
    for (int minute = 0; minute < MINUTES; minute++) {
      if (hasData(minute)) {
        out.varint(minute - last - 1).varint(count[minute]).varint(sum[minute]);
        last = minute;
      }
    }
    return out.toBytes();
  }

  static HourTotals read(ByteBuffer value) {
    BlockReader in = new BlockReader("the totals of an hour", value);
    in.format(FORMAT);
    HourTotals totals = new HourTotals();
    int n = in.varint(MINUTES);
    int minute = -1;
    for (int i = 0; i < n; i++) {
      minute += 1 + in.varint(MINUTES - minute - 2);
      totals.count[minute] = in.varint();
      totals.sum[minute] = in.varint();
    }
    in.end();
    return totals;
  }

  boolean hasData(int minute) {
    return count[minute] != 0 || sum[minute] != 0;
  }
}

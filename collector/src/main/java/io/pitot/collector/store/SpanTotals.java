package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * What one series did in each sixtieth of a span, of one type, over all stacks: by minute of an
 * hour, by window of ten minutes.
 *
 * <pre>
 *   u8        format, 1
 *   varint    n: steps with data
 *   n times   varint steps since the one before (the first since -1) minus 1,
 *             varint count, varint sum
 * </pre>
 *
 * @param count by step
 * @param sum by step
 */
record SpanTotals(long[] count, long[] sum) {
  static final int STEPS = 60;

  private static final int FORMAT = 1;

  SpanTotals() {
    this(new long[STEPS], new long[STEPS]);
  }

  /** Adds what was done in a step. */
  void add(int step, long more, long moreSum) {
    count[step] = Math.addExact(count[step], more);
    sum[step] = Math.addExact(sum[step], moreSum);
  }

  /** Adds what another series did. */
  void add(SpanTotals other) {
    for (int step = 0; step < STEPS; step++) {
      count[step] = Math.addExact(count[step], other.count[step]);
      sum[step] = Math.addExact(sum[step], other.sum[step]);
    }
  }

  byte[] toBytes() {
    int n = 0;
    for (int step = 0; step < STEPS; step++) {
      n += hasData(step) ? 1 : 0;
    }
    BlockWriter out = new BlockWriter(2 + n * 8).u8(FORMAT).varint(n);
    int last = -1;
    for (int step = 0; step < STEPS; step++) {
      if (hasData(step)) {
        out.varint(step - last - 1).varint(count[step]).varint(sum[step]);
        last = step;
      }
    }
    return out.toBytes();
  }

  static SpanTotals read(ByteBuffer value) {
    BlockReader in = new BlockReader("the totals of a span", value);
    in.format(FORMAT);
    SpanTotals totals = new SpanTotals();
    int n = in.varint(STEPS);
    int step = -1;
    for (int i = 0; i < n; i++) {
      step += 1 + in.varint(STEPS - step - 2);
      totals.count[step] = in.varint();
      totals.sum[step] = in.varint();
    }
    in.end();
    return totals;
  }

  boolean hasData(int step) {
    return count[step] != 0 || sum[step] != 0;
  }
}

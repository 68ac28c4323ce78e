package com.example.load;

import java.util.Arrays;

/** The latencies of the requests that ended since they were last taken. */
final class Latencies {
  private long[] nanos = new long[1_024];
  private int count;

  synchronized void add(long latencyNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = latencyNanos;
  }

  /** In rising order. */
  synchronized long[] take() {
    long[] taken = Arrays.copyOf(nanos, count);
    count = 0;
    Arrays.sort(taken);
    return taken;
  }
}

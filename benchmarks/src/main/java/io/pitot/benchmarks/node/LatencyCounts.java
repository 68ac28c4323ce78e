package io.pitot.benchmarks.node;

/** How many requests took how long, in steps of a sixteenth. */
final class LatencyCounts {
  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts;

  LatencyCounts() {
    this(new long[Long.SIZE * STEPS]);
  }

  private LatencyCounts(long[] counts) {
    this.counts = counts;
  }

  LatencyCounts copy() {
    return new LatencyCounts(counts.clone());
  }

  void count(long nanos) {
    counts[step(Math.max(nanos, STEPS))]++;
  }

  void add(LatencyCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  void subtract(LatencyCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] -= other.counts[i];
    }
  }

  long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The lower bound of the step that holds it; 0 without requests. */
  long quantileNanos(double quantile) {
    long below = 0;
    double wanted = quantile * total();
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (counts[i] > 0 && below >= wanted) {
        return lowerBound(i);
      }
    }
    return 0;
  }

  /** The highest bit, and the four below it. */
  private static int step(long nanos) {
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    return exponent * STEPS + (int) (nanos >>> (exponent - STEP_BITS)) - STEPS;
  }

  private static long lowerBound(int step) {
    int exponent = step / STEPS;
    return (long) (STEPS + step % STEPS) << (exponent - STEP_BITS);
  }
}

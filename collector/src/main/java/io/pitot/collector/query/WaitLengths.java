package io.pitot.collector.query;

import java.util.Map;
import java.util.TreeMap;

/**
 * How long waits were, in buckets of a quarter of a power of two: four times the logarithm, linear
 * between powers of two.
 */
final class WaitLengths {
  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long total;
  private long maxNanos;

  void add(int bucket, long count) {
    counts.merge(bucket, count, StackSums::plus);
    total = StackSums.plus(total, count);
  }

  void addMax(long nanos) {
    maxNanos = Math.max(maxNanos, nanos);
  }

  long maxNanos() {
    return maxNanos;
  }

  /** The length that this part of the waits does not exceed, as exactly as the buckets tell. */
  long quantileNanos(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * total));
    long before = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      if (before + bucket.getValue() >= rank) {
        double low = lowNanos(bucket.getKey());
        double inside = (rank - before) / (double) bucket.getValue();
        double nanos = low + inside * (lowNanos(bucket.getKey() + 1) - low);
        return Math.min(maxNanos, Math.round(nanos));
      }
      before += bucket.getValue();
    }
    return maxNanos;
  }

  private static double lowNanos(int bucket) {
    return bucket == 0 ? 0 : Math.scalb(1 + (bucket % 4) / 4.0, bucket / 4);
  }
}

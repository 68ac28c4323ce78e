package io.pitot.daemon.fold;

import java.util.Arrays;

/**
 * Durations in buckets of a quarter of a power of two: bucket {@code 4 * log2}, where the fraction
 * of the logarithm is linear. A bucket's bounds are at most 25 % apart.
 */
final class DurationHistogram {
  private int[] buckets = new int[4];
  private long[] counts = new long[4];
  private int size;

  static int bucket(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    int log = 63 - Long.numberOfLeadingZeros(nanos);
    long quarter = log >= 2 ? nanos >>> (log - 2) : nanos << (2 - log);
    return log * 4 + (int) (quarter & 3);
  }

  void add(long nanos) {
    int bucket = bucket(nanos);
    int at = Arrays.binarySearch(buckets, 0, size, bucket);
    if (at < 0) {
      at = -at - 1;
      insert(at, bucket);
    }
    counts[at]++;
  }

  /** Ascending, each once. */
  int[] buckets() {
    return Arrays.copyOf(buckets, size);
  }

  /** Of the buckets, in their order. */
  long[] counts() {
    return Arrays.copyOf(counts, size);
  }

  private void insert(int at, int bucket) {
    if (size == buckets.length) {
      buckets = Arrays.copyOf(buckets, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    System.arraycopy(buckets, at, buckets, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    buckets[at] = bucket;
    counts[at] = 0;
    size++;
  }
}

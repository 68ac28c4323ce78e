package io.pitot.collector.query;

/** How long pauses are, in buckets that each end 4.4 % above the one before. */
final class PauseLengths {
  private static final int BY_OCTAVE = 16;
  private static final int OCTAVES = 63;

  private final long[] count = new long[OCTAVES * BY_OCTAVE + 1];
  private long all;

  void add(long nanos) {
    double octaves = Math.log((double) Math.max(1, nanos)) / Math.log(2);
    count[(int) Math.ceil(octaves * BY_OCTAVE - 1e-9)]++;
    all++;
  }

  long count() {
    return all;
  }

  /**
   * The end of the bucket within which this part of all pauses is reached; 0 when there are none.
   */
  double quantileNanos(double part) {
    long below = 0;
    for (int bucket = 0; bucket < count.length; bucket++) {
      below += count[bucket];
      if (all > 0 && below >= part * all) {
        return Math.pow(2, (double) bucket / BY_OCTAVE);
      }
    }
    return 0;
  }
}

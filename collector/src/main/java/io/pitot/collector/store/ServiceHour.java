package io.pitot.collector.store;

/**
 * One hour of one service: what is summed up, and sealed, at once.
 *
 * @param startSeconds seconds since the epoch, a multiple of {@link #SECONDS}
 */
record ServiceHour(int service, long startSeconds) {
  static final long SECONDS = 3600;

  static ServiceHour of(int service, long windowSeconds) {
    return new ServiceHour(service, start(windowSeconds));
  }

  /** The start of the hour that holds this time. */
  static long start(long epochSeconds) {
    return Math.floorDiv(epochSeconds, SECONDS) * SECONDS;
  }

  long endSeconds() {
    return startSeconds + SECONDS;
  }

  /** Where its sums lie. */
  Partition partition() {
    return Partition.at(Table.HOURS, startSeconds);
  }
}

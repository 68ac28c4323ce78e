package io.pitot.collector.store;

/**
 * One span of one service: what is summed up, and sealed, at once.
 *
 * @param startSeconds seconds since the epoch, a multiple of the level's length
 */
record ServiceSpan(Level level, int service, long startSeconds) {
  /** The span that holds this time. */
  static ServiceSpan of(Level level, int service, long epochSeconds) {
    return new ServiceSpan(level, service, level.start(epochSeconds));
  }

  long endSeconds() {
    return startSeconds + level.seconds();
  }

  /** Where its sums lie. */
  Partition partition() {
    return Partition.at(level.table(), startSeconds);
  }

  /** Where its windows lie. */
  Partition windows() {
    return Partition.at(Table.RAW, startSeconds);
  }
}

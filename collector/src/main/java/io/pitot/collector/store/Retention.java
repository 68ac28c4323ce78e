package io.pitot.collector.store;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long blocks are kept: whole partitions, the last as long as any of it is wanted. */
record Retention(Duration raw) {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /**
   * Whether a window may still be stored.
   *
   * @throws LimitExceededException when its partition is gone or would go at once
   */
  void check(long windowSeconds, Instant now) {
    if (Partition.at(Table.RAW, windowSeconds).endSeconds() <= cutoffSeconds(now)) {
      throw new LimitExceededException(
          "the window of %s is older than the %d h that are kept"
              .formatted(Instant.ofEpochSecond(windowSeconds), raw.toHours()));
    }
  }

  void expire(BlockStore blocks, Catalog catalog, Instant now) {
    long cutoff = cutoffSeconds(now);
    for (Table table : new Table[] {Table.RAW, Table.DICTIONARY, Table.INTERVALS}) {
      for (Partition partition : blocks.partitions(table)) {
        if (partition.endSeconds() <= cutoff) {
          blocks.drop(partition);
          log.info("Dropped {}: older than {} h", partition.label(), raw.toHours());
        }
      }
    }
    catalog.forgetSeriesBefore(Partition.at(Table.RAW, cutoff).startSeconds());
    catalog.forgetReleasesBefore(now.getEpochSecond());
  }

  private long cutoffSeconds(Instant now) {
    return now.minus(raw).getEpochSecond();
  }
}

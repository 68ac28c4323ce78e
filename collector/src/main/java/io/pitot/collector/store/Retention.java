package io.pitot.collector.store;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long blocks are kept: whole partitions, the last as long as any of it is wanted.
 *
 * @param raw of windows, and of waits, pauses and events
 * @param history of the sums of hours
 * @param disk what may let go of them before
 */
public record Retention(Duration raw, Duration history, DiskBudget disk) {
  /** Windows stay so much longer, while the collector runs, if they are not summed up yet. */
  private static final Duration OVERDUE = Duration.ofHours(24);

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

  void expire(BlockStore blocks, Catalog catalog, SealedHours hours, Instant started, Instant now) {
    long cutoff = cutoffSeconds(now);
    for (Partition hour : blocks.partitions(Table.RAW)) {
      long due = Math.max(hour.endSeconds() + raw.toSeconds(), started.getEpochSecond());
      boolean isOverdue = due + OVERDUE.toSeconds() <= now.getEpochSecond();
      if (hour.endSeconds() <= cutoff && (hours.isComplete(hour) || isOverdue)) {
        drop(hour, blocks, hours, raw);
      }
    }
    SortedSet<Partition> windows = blocks.partitions(Table.RAW);
    long needed = windows.isEmpty() ? cutoff : Math.min(cutoff, windows.first().startSeconds());
    dropBefore(needed, Table.DICTIONARY, blocks, hours, raw);
    dropBefore(needed, Table.INTERVALS, blocks, hours, raw);
    long historyCutoff = now.minus(history).getEpochSecond();
    dropBefore(historyCutoff, Table.HOURS, blocks, hours, history);
    dropBefore(historyCutoff, Table.GROUPS, blocks, hours, history);
    dropBefore(historyCutoff, Table.HOUR_DICTIONARY, blocks, hours, history);
    catalog.forgetSeriesBefore(
        Math.min(needed, Partition.at(Table.HOURS, historyCutoff).startSeconds()));
    catalog.forgetReleasesBefore(now.getEpochSecond());
  }

  private static void dropBefore(
      long epochSeconds, Table table, BlockStore blocks, SealedHours hours, Duration kept) {
    for (Partition partition : blocks.partitions(table)) {
      if (partition.endSeconds() <= epochSeconds) {
        drop(partition, blocks, hours, kept);
      }
    }
  }

  private static void drop(
      Partition partition, BlockStore blocks, SealedHours hours, Duration kept) {
    drop(partition, blocks, hours);
    log.info("Dropped {}: older than {} h", partition.label(), kept.toHours());
  }

  /** Lets a partition go. */
  static void drop(Partition partition, BlockStore blocks, SealedHours hours) {
    blocks.drop(partition);
    hours.forget(partition);
  }

  private long cutoffSeconds(Instant now) {
    return now.minus(raw).getEpochSecond();
  }
}

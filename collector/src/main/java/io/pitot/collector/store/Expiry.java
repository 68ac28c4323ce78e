package io.pitot.collector.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what is older than its {@link Retention}: a partition when no service wants any of it,
 * and before that the entries of the services that do not. Used by the committer's thread.
 */
final class Expiry {
  /** Windows stay so much longer, while the collector runs, if they are not summed up yet. */
  private static final Duration OVERDUE = Duration.ofHours(24);

  private static final Logger log = LoggerFactory.getLogger(Expiry.class);

  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedSpans spans;
  private final Retention retention;
  private final Instant started;

  /** Services whose entries were let go of, in partitions that others still want. */
  private final Map<Partition, BitSet> trimmed = new HashMap<>();

  Expiry(
      BlockStore blocks, Catalog catalog, SealedSpans spans, Retention retention, Instant started) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.spans = spans;
    this.retention = retention;
    this.started = started;
  }

  void run(Instant now) {
    Kept longest = retention.longest();
    long cutoff = now.minus(longest.windows()).getEpochSecond();
    for (Partition hour : blocks.partitions(Table.RAW)) {
      if (hour.endSeconds() <= cutoff && isSpent(hour, longest.windows(), now)) {
        drop(hour, longest.windows());
      } else if (isOlder(hour, longest.raw(), now) && isPackedForAll(hour, now)) {
        drop(hour, longest.raw());
      }
    }
    // What came late stands beside what is packed.
    dropBefore(Math.min(cutoff, first(Table.RAW)), Table.PACKED, longest.windows());
    long windows = Math.min(cutoff, Math.min(first(Table.RAW), first(Table.PACKED)));
    dropBefore(windows, Table.INTERVALS, longest.windows());
    // Of hours whose windows are there, ten minutes answer at the edges of a range.
    long tens = Math.min(windows, now.minus(longest.tens()).getEpochSecond());
    dropBefore(tens, Table.TENS, longest.tens());
    dropBefore(tens, Table.TEN_GROUPS, longest.tens());
    long needed = Math.min(windows, first(Table.TENS));
    dropBefore(needed, Table.DICTIONARY, longest.tens());
    long history = now.minus(longest.history()).getEpochSecond();
    dropBefore(history, Table.HOURS, longest.history());
    dropBefore(history, Table.GROUPS, longest.history());
    dropBefore(history, Table.HOUR_INTERVALS, longest.history());
    dropBefore(history, Table.HOUR_DICTIONARY, longest.history());
    if (!retention.ofService().isEmpty()) {
      trimAll(now);
    }
    catalog.forgetSeriesBefore(Math.min(needed, Partition.at(Table.HOURS, history).startSeconds()));
    catalog.forgetReleasesBefore(now.getEpochSecond());
    catalog.forgetUnusedServices();
  }

  /** Lets a partition go, whatever its age. */
  void drop(Partition partition) {
    blocks.drop(partition);
    spans.forget(partition);
    trimmed.remove(partition);
  }

  private void drop(Partition partition, Duration kept) {
    drop(partition);
    log.info("Dropped {}: older than {} h", partition.label(), kept.toHours());
  }

  private void dropBefore(long epochSeconds, Table table, Duration kept) {
    for (Partition partition : blocks.partitions(table)) {
      if (partition.endSeconds() <= epochSeconds) {
        drop(partition, kept);
      }
    }
  }

  private long first(Table table) {
    SortedSet<Partition> partitions = blocks.partitions(table);
    return partitions.isEmpty() ? Long.MAX_VALUE : partitions.first().startSeconds();
  }

  /** Whether an hour's windows are summed up, or nobody waits for that any longer. */
  private boolean isSpent(Partition hour, Duration kept, Instant now) {
    long due = Math.max(hour.endSeconds() + kept.toSeconds(), started.getEpochSecond());
    return spans.isComplete(hour) || due + OVERDUE.toSeconds() <= now.getEpochSecond();
  }

  /** Whether no service needs an hour's windows as they came any more. */
  private boolean isPackedForAll(Partition hour, Instant now) {
    return catalog.services().entrySet().stream()
        .allMatch(
            service ->
                isPacked(hour, service.getKey(), service.getValue(), now)
                    || !catalog.hasWindows(
                        service.getValue(), hour.startSeconds(), hour.endSeconds()));
  }

  private boolean isPacked(Partition hour, String name, int service, Instant now) {
    return isOlder(hour, retention.of(name).raw(), now)
        && spans.isComplete(hour)
        && spans.isPacked(service, hour)
        && !spans.hasLate(service, hour);
  }

  private static boolean isOlder(Partition partition, Duration kept, Instant now) {
    return partition.endSeconds() <= now.minus(kept).getEpochSecond();
  }

  private void trimAll(Instant now) {
    trim(Table.RAW, Kept::windows, now);
    trim(Table.PACKED, Kept::windows, now);
    trim(Table.INTERVALS, Kept::windows, now);
    trim(Table.TENS, Kept::tens, now);
    trim(Table.TEN_GROUPS, Kept::tens, now);
    trim(Table.HOURS, Kept::history, now);
    trim(Table.GROUPS, Kept::history, now);
    trim(Table.HOUR_INTERVALS, Kept::history, now);
  }

  private void trim(Table table, Function<Kept, Duration> level, Instant now) {
    for (Partition partition : blocks.partitions(table)) {
      BitSet expired = new BitSet();
      catalog
          .services()
          .forEach(
              (name, number) -> {
                Duration kept = level.apply(retention.of(name));
                boolean isNeeded =
                    hoursOf(partition).stream().anyMatch(hour -> !isSpent(hour, kept, now));
                if ((isOlder(partition, kept, now) && !isNeeded)
                    || (table == Table.RAW && isPacked(partition, name, number, now))) {
                  expired.set(number);
                }
              });
      expired.andNot(trimmed.computeIfAbsent(partition, p -> new BitSet()));
      if (!expired.isEmpty()) {
        trim(partition, expired);
      }
    }
  }

  /** The hours whose windows a partition has, as far as they are there as they came. */
  private List<Partition> hoursOf(Partition partition) {
    return partition.table() == Table.RAW || partition.table() == Table.PACKED
        ? blocks.partitions(Table.RAW).stream()
            .filter(
                hour ->
                    hour.startSeconds() >= partition.startSeconds()
                        && hour.startSeconds() < partition.endSeconds())
            .toList()
        : List.of();
  }

  private void trim(Partition partition, BitSet services) {
    List<KeyRange> ranges = new ArrayList<>();
    for (int first = services.nextSetBit(0); first >= 0; ) {
      int end = services.nextClearBit(first);
      ranges.add(new KeyRange(ofService(first), ofService(end)));
      if (isSealed(partition.table())) {
        ranges.add(new KeyRange(SpanKey.firstSealOf(first), SpanKey.firstSealOf(end)));
      }
      first = services.nextSetBit(end);
    }
    if (partition.table() == Table.RAW || partition.table() == Table.INTERVALS) {
      blocks.write(SealedSpans.marksWithoutWindows(partition, services));
      spans.withoutWindows(partition, services);
    }
    blocks.remove(partition, ranges);
    spans.forget(partition, services);
    trimmed.computeIfAbsent(partition, p -> new BitSet()).or(services);
    log.info("Let go of {} services in {}", services.cardinality(), partition.label());
  }

  private static boolean isSealed(Table table) {
    return table == Table.PACKED
        || table == Level.TEN_MINUTES.table()
        || table == Level.HOUR.table();
  }

  /** What all keys of a service begin with. */
  private static byte[] ofService(int service) {
    return new BlockWriter(Integer.BYTES).u32(service).toBytes();
  }
}

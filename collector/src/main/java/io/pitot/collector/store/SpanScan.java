package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Visits the entries of series in some time, and the sums that a {@link SpanPlan} answers from. */
final class SpanScan {
  /**
   * What lies between the asked entries of two series is read when it is less than this many times
   * what is asked for; else it is passed over.
   */
  private static final int MOST_IN_VAIN = 3;

  private final BlockStore blocks;
  private final Catalog catalog;

  /** Takes entries. */
  @FunctionalInterface
  interface EntryVisitor {
    /** Takes one entry, which is valid during the call; whether to go on. */
    boolean entry(RawKey key, ByteBuffer value);
  }

  SpanScan(BlockStore blocks, Catalog catalog) {
    this.blocks = blocks;
    this.catalog = catalog;
  }

  /** Visits the spans that the plan answers from sums of a level; false when the visitor ended. */
  boolean sums(Level level, RawRange range, SpanPlan plan, EntryVisitor visitor) {
    for (Partition partition : blocks.partitions(level.table())) {
      List<RawRange> asked = plan.sums(level, partition, range);
      if (!asked.isEmpty() && !scan(partition, asked, visitor)) {
        return false;
      }
    }
    return true;
  }

  BlockStore blocks() {
    return blocks;
  }

  /** Visits the partition's entries of the ranges, which differ in time alone. */
  boolean scan(Partition partition, List<RawRange> ranges, EntryVisitor visitor) {
    boolean[] goOn = {true};
    blocks.scan(
        partition,
        keys(partition, ranges),
        (key, value) -> {
          RawKey raw = RawKey.read(key);
          boolean isAsked = ranges.stream().anyMatch(range -> range.holds(raw.windowSeconds()));
          goOn[0] = !isAsked || visitor.entry(raw, value);
          return goOn[0];
        });
    return goOn[0];
  }

  private List<KeyRange> keys(Partition partition, List<RawRange> ranges) {
    RawRange first = ranges.get(0);
    RawRange last = ranges.get(ranges.size() - 1);
    long asked = ranges.stream().mapToLong(r -> r.toSeconds() - r.fromSeconds()).sum();
    boolean isMost = asked * (MOST_IN_VAIN + 1) > partition.table().partitionSeconds();
    if (first.firstSeries() == first.lastSeries()) {
      return ranges.stream().map(RawRange::keys).toList();
    }
    if (isMost) {
      return List.of(new KeyRange(first.firstKey(), last.endKey()));
    }
    List<KeyRange> keys = new ArrayList<>();
    for (int series :
        catalog.seriesBetween(first.service(), first.firstSeries(), first.lastSeries())) {
      Stream<RawRange> ofSeries =
          ranges.stream().map(r -> r.with(series, series, r.fromSeconds(), r.toSeconds()));
      ofSeries.map(RawRange::keys).forEach(keys::add);
    }
    return keys;
  }
}

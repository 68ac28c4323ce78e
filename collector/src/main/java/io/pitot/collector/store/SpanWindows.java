package io.pitot.collector.store;

import java.util.List;

/** Reads all windows of a span, in the order of (type, series), wherever they are. */
final class SpanWindows {
  private final BlockStore blocks;
  private final Catalog catalog;
  private final SealedSpans spans;
  private final WindowScan scan;

  SpanWindows(BlockStore blocks, Catalog catalog, SealedSpans spans, WindowScan scan) {
    this.blocks = blocks;
    this.catalog = catalog;
    this.spans = spans;
    this.scan = scan;
  }

  /** Whether all that the service sent for this hour can be read. */
  boolean areThere(int service, Partition hour) {
    return spans.hasWindowsOrPacked(blocks.partitions(Table.RAW), service, hour);
  }

  /** Whether they are there as they came. */
  boolean areAsTheyCame(int service, Partition hour) {
    return spans.hasWindows(blocks.partitions(Table.RAW), service, hour);
  }

  void read(ServiceSpan span, SpanRollup rollup) {
    List<RawRange> ranges =
        catalog.rangesIn(span.service(), span.startSeconds(), span.endSeconds());
    if (!areAsTheyCame(span.service(), span.windows())) {
      for (RawRange ofSeries : ranges) {
        if (ofSeries.type() == RawKey.WINDOWS) {
          scan.records(span.windows(), List.of(ofSeries), rollup);
        } else {
          scan.blocks(span.windows(), List.of(ofSeries), rollup);
          // Blocks of packed windows are of minutes, their totals of windows.
          scan.totals(span.windows(), List.of(ofSeries), rollup);
        }
      }
      return;
    }
    blocks.scan(
        span.windows(),
        span.level() == Level.HOUR
            ? List.of(ofService(span.service()))
            : ranges.stream().map(RawRange::keys).toList(),
        (bytes, value) -> {
          RawKey key = RawKey.read(bytes);
          if (key.type() == RawKey.WINDOWS) {
            return rollup.window(key, WindowRecord.read(value));
          }
          Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
          RawBlock.Reader block = RawBlock.reader(key.service(), day, value);
          rollup.block(key, block);
          rollup.totals(key.series(), key.windowSeconds(), block.totalCount(), block.totalSum());
          return true;
        });
  }

  private static KeyRange ofService(int service) {
    return new KeyRange(
        new RawKey(service, 0, 0, 0, 0).toBytes(), new RawKey(service + 1, 0, 0, 0, 0).toBytes());
  }
}

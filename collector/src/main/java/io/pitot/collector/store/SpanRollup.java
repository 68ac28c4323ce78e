package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the windows of one service's span, one series after the other: they lie in the order of
 * (type, series, window), so one pass does, and no more than one series is held in memory.
 */
final class SpanRollup
    implements ProfileStore.RawVisitor, ProfileStore.WindowVisitor, ProfileStore.TotalsVisitor {
  private static final int BYTES_PER_WRITE = 4 << 20;

  private final ServiceSpan span;
  private final BlockStore blocks;
  private final SumStacks stacks;
  private final @Nullable Packing packing;
  private final SpanGroups groups;
  private final Consumer<List<Put>> writer;
  private final StackTallies tallies = new StackTallies();
  private final List<Put> puts = new ArrayList<>();
  private SpanTotals totals = new SpanTotals();
  private SpanRecord.Sum record;
  private int type = -1;
  private int series = -1;
  private boolean hasRows;
  private int bytes;

  /**
   * @param packing packs the windows, too; null for not
   * @param groupOf the name of the group that a series is summed up in
   * @param writer makes durable what it is given, or throws
   */
  SpanRollup(
      ServiceSpan span,
      BlockStore blocks,
      SumStacks stacks,
      @Nullable Packing packing,
      IntFunction<String> groupOf,
      Consumer<List<Put>> writer) {
    this.span = span;
    this.blocks = blocks;
    this.stacks = stacks;
    this.packing = packing;
    this.groups = new SpanGroups(span, groupOf);
    this.writer = writer;
    this.record = new SpanRecord.Sum(span.level());
  }

  /** Reads windows of the span and writes what they add up to. */
  void run(SpanWindows windows) {
    windows.read(span, this);
    endSeries();
    endType();
    add(groups.record());
    write();
  }

  @Override
  public boolean window(RawKey key, WindowRecord ofPart) {
    begin(key);
    record.add(key.windowSeconds(), ofPart);
    if (packing != null) {
      packing.add(key, ofPart);
    }
    return true;
  }

  @Override
  public boolean block(RawKey key, RawBlock.Reader block) {
    begin(key);
    hasRows |= block.rows() > 0;
    if (packing == null) {
      stacks.add(block, tallies);
    } else {
      packing.add(key, block, tallies);
    }
    return true;
  }

  /** Adds totals of windows whose blocks were added. */
  @Override
  public void totals(int ofSeries, long startSeconds, long count, long sum) {
    int step = (int) (startSeconds - span.startSeconds()) / span.level().stepSeconds();
    totals.add(step, count, sum);
  }

  private void begin(RawKey key) {
    if (key.type() != type || key.series() != series) {
      endSeries();
      if (key.type() != type) {
        endType();
      }
      type = key.type();
      series = key.series();
    }
  }

  private void endSeries() {
    if (packing != null && type >= 0) {
      packing.drain(type, series).forEach(this::add);
    }
    if (type == RawKey.WINDOWS) {
      SpanRecord ofSeries = record.record();
      put(0, ofSeries.toBytes());
      groups.watched(series, ofSeries);
      record = new SpanRecord.Sum(span.level());
    } else if (hasRows) {
      List<RawBlock> sums = tallies.drain(RawBlock.MAX_ROWS);
      for (int part = 0; part < sums.size(); part++) {
        put(part, sums.get(part).toBytes());
      }
      removePartsFrom(sums.size());
      groups.add(type, series, sums, totals);
      put(SpanKey.TOTALS, totals.toBytes());
      totals = new SpanTotals();
      hasRows = false;
    }
    if (bytes >= BYTES_PER_WRITE) {
      write();
    }
  }

  /** Windows that were sent again to another start have one dictionary less than before. */
  private void removePartsFrom(int part) {
    blocks.scan(
        span.partition(),
        key(part).toBytes(),
        key(SpanKey.TOTALS).toBytes(),
        (key, value) -> {
          byte[] removed = new byte[key.remaining()];
          key.get(removed);
          add(new Put(span.partition(), removed, null));
          return true;
        });
  }

  private void put(int part, byte[] value) {
    add(new Put(span.partition(), key(part).toBytes(), value));
  }

  private RawKey key(int part) {
    return new RawKey(span.service(), type, series, span.startSeconds(), part);
  }

  private void endType() {
    groups.endType(type).forEach(this::add);
  }

  private void add(Put put) {
    puts.add(put);
    bytes += put.key().length + (put.value() == null ? 0 : put.value().length);
  }

  private void write() {
    if (!puts.isEmpty()) {
      List<Put> all = new ArrayList<>(stacks.drain());
      all.addAll(puts);
      writer.accept(all);
      puts.clear();
      bytes = 0;
    }
  }
}

package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what selected series of one service did in a range, from the coarsest sums that say the
 * same: of a span's groups those that are asked for whole, of the other series their own, and
 * windows where a span is not summed up or not asked for whole. All is planned once, so that types
 * and times come from the same spans.
 */
public final class SumScan {
  private final SpanScan scan;
  private final BlockStore blocks;
  private final SpanPlan plan;
  private final Map<Level, GroupPlan> groups = new EnumMap<>(Level.class);
  private final List<RawRange> runs;

  /** Takes sums. */
  @FunctionalInterface
  public interface SumVisitor {
    /**
     * Takes a block, which is valid during the call.
     *
     * @param series whose sum it is; some of them may have nothing of this type
     */
    void sums(int[] series, RawBlock.Reader block);
  }

  /** Takes when series were watched. */
  @FunctionalInterface
  public interface WatchedVisitor {
    /**
     * Takes some windows of a series.
     *
     * @param firstSeconds the start of the first of them
     * @param lastSeconds the start of the last
     * @param losses what they miss; of windows of several series it comes with one of them
     */
    void watched(int series, int windows, long firstSeconds, long lastSeconds, List<Loss> losses);
  }

  SumScan(
      SpanScan scan, BlockStore blocks, SpanPlan plan, List<RawRange> runs, Set<Integer> series) {
    this.scan = scan;
    this.blocks = blocks;
    this.plan = plan;
    this.runs = runs;
    for (Level level : Level.values()) {
      groups.put(level, GroupPlan.of(level, blocks, plan, series));
    }
  }

  /** Visits what the series did, of one type. */
  public void blocks(int type, SumVisitor visitor) {
    groups.forEach(
        (level, ofLevel) -> {
          ofLevel.blocks(blocks, type, visitor);
          for (RawRange run : ofLevel.byThemselves(runs)) {
            scan.sums(
                level,
                run.of(type),
                plan,
                (key, value) -> {
                  if (key.part() != SpanKey.TOTALS && !ofLevel.answers(key)) {
                    visit(level.dictionaries(), key, value, visitor);
                  }
                  return true;
                });
          }
        });
    for (RawRange run : runs) {
      scan.windows(
          run.of(type),
          plan,
          (key, value) -> {
            visit(Table.DICTIONARY, key, value, visitor);
            return true;
          });
    }
  }

  private static void visit(Table dictionaries, RawKey key, ByteBuffer value, SumVisitor visitor) {
    Partition partition = Partition.at(dictionaries, key.windowSeconds());
    visitor.sums(new int[] {key.series()}, RawBlock.reader(key.service(), partition, value));
  }

  /** Visits when the series were watched. */
  public void watched(WatchedVisitor visitor) {
    groups.forEach(
        (level, ofLevel) -> {
          ofLevel.watched(visitor);
          for (RawRange run : ofLevel.byThemselves(runs)) {
            scan.sums(
                level,
                run.of(RawKey.WINDOWS),
                plan,
                (key, value) -> {
                  if (!ofLevel.answers(key)) {
                    SpanRecord.read(value).tell(key, visitor);
                  }
                  return true;
                });
          }
        });
    for (RawRange run : runs) {
      scan.windows(run.of(RawKey.WINDOWS), plan, new Windows(visitor));
    }
  }

  /** Parts of a window follow each other and are one window. */
  private static final class Windows implements SpanScan.EntryVisitor {
    private final WatchedVisitor visitor;
    private int series = -1;
    private long window = -1;

    private Windows(WatchedVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public boolean entry(RawKey key, ByteBuffer value) {
      boolean isNew = key.series() != series || key.windowSeconds() != window;
      series = key.series();
      window = key.windowSeconds();
      visitor.watched(series, isNew ? 1 : 0, window, window, WindowRecord.read(value).losses());
      return true;
    }
  }
}

package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Reads what selected series of one service did in a range, from the coarsest sums that say the
 * same: of an hour's groups those that are asked for whole, of the other series their own, and
 * windows where an hour is not summed up or not asked for whole. All is planned once, so that types
 * and times come from the same hours.
 */
public final class SumScan {
  private final ProfileStore store;
  private final BlockStore blocks;
  private final HourPlan plan;
  private final GroupPlan groups;
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
      ProfileStore store,
      BlockStore blocks,
      HourPlan plan,
      RawRange time,
      List<RawRange> runs,
      Set<Integer> series) {
    this.store = store;
    this.blocks = blocks;
    this.plan = plan;
    this.runs = runs;
    this.groups = GroupPlan.of(blocks, plan, time, series);
  }

  /** Visits what the series did, of one type. */
  public void blocks(int type, SumVisitor visitor) {
    groups.blocks(blocks, type, visitor);
    for (RawRange run : groups.byThemselves(runs)) {
      store.scanHours(
          run.of(type),
          plan,
          (key, value) -> {
            if (key.part() != HourKey.TOTALS && !groups.answers(key)) {
              Partition dictionary = Partition.at(Table.HOUR_DICTIONARY, key.windowSeconds());
              visitor.sums(
                  new int[] {key.series()}, RawBlock.reader(key.service(), dictionary, value));
            }
            return true;
          });
    }
    for (RawRange run : runs) {
      store.scanRaw(
          run.of(type),
          plan,
          (key, value) -> {
            Partition day = Partition.at(Table.DICTIONARY, key.windowSeconds());
            visitor.sums(new int[] {key.series()}, RawBlock.reader(key.service(), day, value));
            return true;
          });
    }
  }

  /** Visits when the series were watched. */
  public void watched(WatchedVisitor visitor) {
    groups.watched(visitor);
    for (RawRange run : groups.byThemselves(runs)) {
      store.scanHours(
          run.of(RawKey.WINDOWS),
          plan,
          (key, value) -> {
            if (!groups.answers(key)) {
              HourRecord.read(value).tell(key, visitor);
            }
            return true;
          });
    }
    for (RawRange run : runs) {
      store.scanRaw(run.of(RawKey.WINDOWS), plan, new Windows(visitor));
    }
  }

  /** Parts of a window follow each other and are one window. */
  private static final class Windows implements ProfileStore.EntryVisitor {
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

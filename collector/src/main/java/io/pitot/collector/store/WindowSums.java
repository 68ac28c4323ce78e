package io.pitot.collector.store;

import java.util.BitSet;
import java.util.List;

/** Windows of some times within one hour, one by one. */
final class WindowSums implements SumSource {
  private final WindowScan scan;
  private final Partition hour;
  private final List<RawRange> times;
  private final List<RawRange> runs;
  private final BitSet asked;

  /**
   * @param times of which the windows are read, in their order
   */
  WindowSums(
      WindowScan scan, Partition hour, List<RawRange> times, List<RawRange> runs, BitSet asked) {
    this.scan = scan;
    this.hour = hour;
    this.times = times;
    this.runs = runs;
    this.asked = asked;
  }

  /** Takes blocks of windows. */
  @FunctionalInterface
  interface BlockVisitor {
    void block(RawKey key, RawBlock.Reader block);
  }

  /** Visits the blocks of the series that are asked for. */
  void eachBlock(int type, BlockVisitor visitor) {
    for (RawRange run : runs) {
      scan.blocks(
          hour,
          times(run, type),
          (key, block) -> {
            if (asked.get(key.series())) {
              visitor.block(key, block);
            }
            return true;
          });
    }
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    eachBlock(type, (key, block) -> visitor.sums(new int[] {key.series()}, block));
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    Windows windows = new Windows(visitor);
    for (RawRange run : runs) {
      scan.records(hour, times(run, RawKey.WINDOWS), windows);
    }
  }

  private List<RawRange> times(RawRange run, int type) {
    return times.stream()
        .map(
            time ->
                run.with(run.firstSeries(), run.lastSeries(), time.fromSeconds(), time.toSeconds())
                    .of(type))
        .toList();
  }

  /** Parts of a window follow each other and are one window. */
  private static final class Windows implements ProfileStore.WindowVisitor {
    private final SumScan.WatchedVisitor visitor;
    private int series = -1;
    private long window = -1;

    private Windows(SumScan.WatchedVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public boolean window(RawKey key, WindowRecord record) {
      boolean isNew = key.series() != series || key.windowSeconds() != window;
      series = key.series();
      window = key.windowSeconds();
      visitor.watched(series, isNew ? 1 : 0, window, window, record.losses());
      return true;
    }
  }
}

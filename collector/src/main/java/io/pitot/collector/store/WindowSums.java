package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** Windows of some times within one hour, one by one. */
final class WindowSums implements SumSource {
  private final SpanScan scan;
  private final Partition hour;
  private final List<RawRange> times;
  private final List<RawRange> runs;
  private final BitSet asked;

  /**
   * @param times of which the windows are read, in their order
   */
  WindowSums(
      SpanScan scan, Partition hour, List<RawRange> times, List<RawRange> runs, BitSet asked) {
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
    Partition dictionaries = Partition.at(Table.DICTIONARY, hour.startSeconds());
    visit(
        type,
        (key, value) -> {
          if (asked.get(key.series())) {
            visitor.block(key, RawBlock.reader(key.service(), dictionaries, value));
          }
          return true;
        });
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    eachBlock(type, (key, block) -> visitor.sums(new int[] {key.series()}, block));
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    visit(RawKey.WINDOWS, new Windows(visitor));
  }

  private void visit(int type, SpanScan.EntryVisitor visitor) {
    for (RawRange run : runs) {
      List<RawRange> ranges =
          times.stream()
              .map(
                  time ->
                      run.with(
                              run.firstSeries(),
                              run.lastSeries(),
                              time.fromSeconds(),
                              time.toSeconds())
                          .of(type))
              .toList();
      scan.scan(hour, ranges, visitor);
    }
  }

  /** Parts of a window follow each other and are one window. */
  private static final class Windows implements SpanScan.EntryVisitor {
    private final SumScan.WatchedVisitor visitor;
    private int series = -1;
    private long window = -1;

    private Windows(SumScan.WatchedVisitor visitor) {
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

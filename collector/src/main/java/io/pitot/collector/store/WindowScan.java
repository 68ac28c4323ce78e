package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads windows of one hour, wherever they are: as they came, or packed by ten minutes and beside
 * that those that came when the others had gone. No window is in both; which it is is decided when
 * it is read, because the former go while somebody asks.
 *
 * <p>Blocks of packed windows are handed out by minute, at the first window of it that is asked for
 * and there.
 */
final class WindowScan {
  private static final int MINUTES = PackedBlock.WINDOWS / PackedBlock.WINDOWS_OF_MINUTE;

  private final SpanScan scan;
  private final SealedSpans spans;

  WindowScan(SpanScan scan, SealedSpans spans) {
    this.scan = scan;
    this.spans = spans;
  }

  /** Hours that may have windows, as partitions of {@link Table#RAW}. */
  SortedSet<Partition> hours() {
    SortedSet<Partition> hours = new TreeSet<>(scan.blocks().partitions(Table.RAW));
    for (Partition packed : scan.blocks().partitions(Table.PACKED)) {
      for (long at = packed.startSeconds();
          at < packed.endSeconds();
          at += Table.RAW.partitionSeconds()) {
        hours.add(new Partition(Table.RAW, at));
      }
    }
    return hours;
  }

  /**
   * Visits blocks.
   *
   * @param times of one hour, in order, which differ in time alone
   * @return false when the visitor ended
   */
  boolean blocks(Partition hour, List<RawRange> times, ProfileStore.RawVisitor visitor) {
    return visit(hour, times, new Blocks(visitor));
  }

  /** Visits records of windows; of a packed window there is one, whatever its parts. */
  boolean records(Partition hour, List<RawRange> times, ProfileStore.WindowVisitor visitor) {
    return visit(hour, times, new Records(visitor));
  }

  /** Visits totals by window. */
  void totals(Partition hour, List<RawRange> times, ProfileStore.TotalsVisitor visitor) {
    visit(hour, times, new Totals(visitor));
  }

  /** What is made of the two kinds of entries; each tells whether to go on. */
  private interface Entries {
    boolean raw(RawKey key, ByteBuffer value);

    /**
     * @param asked windows of the ten minutes, as bits
     */
    boolean packed(RawKey key, ByteBuffer value, long asked);
  }

  private boolean visit(Partition hour, List<RawRange> times, Entries entries) {
    if (times.isEmpty()) {
      return true;
    }
    int service = times.get(0).service();
    boolean wereThere = areAsTheyCame(service, hour);
    if (!wereThere && !visitPacked(hour, times, entries)) {
      return false;
    }
    boolean[] seen = {false};
    boolean goOn =
        scan.scan(
            hour,
            times,
            (key, value) -> {
              seen[0] = true;
              return entries.raw(key, value);
            });
    // A scan is of one moment: where they went after the first look it has seen all of them or
    // none.
    if (goOn && wereThere && !seen[0] && !areAsTheyCame(service, hour)) {
      return visitPacked(hour, times, entries);
    }
    return goOn;
  }

  private boolean areAsTheyCame(int service, Partition hour) {
    return spans.hasWindows(scan.blocks().partitions(Table.RAW), service, hour);
  }

  private boolean visitPacked(Partition hour, List<RawRange> times, Entries entries) {
    return !spans.isPacked(times.get(0).service(), hour)
        || scan.scan(
            Partition.at(Table.PACKED, hour.startSeconds()),
            wholeTens(times),
            (key, value) -> entries.packed(key, value, asked(key, times)));
  }

  /** The times with the whole of the ten minutes at their ends, those that touch as one. */
  private static List<RawRange> wholeTens(List<RawRange> times) {
    List<RawRange> tens = new ArrayList<>();
    for (RawRange time : times) {
      long from = Level.TEN_MINUTES.start(time.fromSeconds());
      long to = Level.TEN_MINUTES.start(time.toSeconds() - 1) + Level.TEN_MINUTES.seconds();
      if (!tens.isEmpty() && tens.get(tens.size() - 1).toSeconds() >= from) {
        from = tens.remove(tens.size() - 1).fromSeconds();
      }
      tens.add(time.with(time.firstSeries(), time.lastSeries(), from, to));
    }
    return tens;
  }

  private static long asked(RawKey ten, List<RawRange> times) {
    long asked = 0;
    for (int window = 0; window < PackedBlock.WINDOWS; window++) {
      long start = windowSeconds(ten, window);
      if (times.stream().anyMatch(time -> time.holds(start))) {
        asked |= 1L << window;
      }
    }
    return asked;
  }

  private static long windowSeconds(RawKey ten, int window) {
    return ten.windowSeconds() + (long) window * WindowRecord.LENGTH_SECONDS;
  }

  private static RawKey windowOf(RawKey ten, int window) {
    return new RawKey(ten.service(), ten.type(), ten.series(), windowSeconds(ten, window), 0);
  }

  private static PackedBlock packed(RawKey key, ByteBuffer value) {
    return PackedBlock.read(
        key.service(), Partition.at(Table.DICTIONARY, key.windowSeconds()), value);
  }

  private static RawBlock.Reader block(RawKey key, ByteBuffer value) {
    return RawBlock.reader(
        key.service(), Partition.at(Table.DICTIONARY, key.windowSeconds()), value);
  }

  private record Blocks(ProfileStore.RawVisitor visitor) implements Entries {
    @Override
    public boolean raw(RawKey key, ByteBuffer value) {
      return visitor.block(key, block(key, value));
    }

    @Override
    public boolean packed(RawKey key, ByteBuffer value, long asked) {
      PackedBlock block = WindowScan.packed(key, value);
      long left = block.windows() & asked;
      if (left == 0) {
        return true;
      }
      PackedRows rows = block.rows();
      for (int minute = 0; minute < MINUTES; minute++) {
        long ofMinute = left & PackedBlock.ofMinute(minute);
        if (ofMinute != 0) {
          RawKey first = windowOf(key, Long.numberOfTrailingZeros(ofMinute));
          if (!visitor.block(first, rows.of(minute, ofMinute))) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private record Records(ProfileStore.WindowVisitor visitor) implements Entries {
    @Override
    public boolean raw(RawKey key, ByteBuffer value) {
      return visitor.window(key, WindowRecord.read(value));
    }

    @Override
    public boolean packed(RawKey key, ByteBuffer value, long asked) {
      PackedRecord record = PackedRecord.read(value);
      for (long left = record.windows() & asked; left != 0; left &= left - 1) {
        int window = Long.numberOfTrailingZeros(left);
        if (!visitor.window(windowOf(key, window), record.of(window))) {
          return false;
        }
      }
      return true;
    }
  }

  private record Totals(ProfileStore.TotalsVisitor visitor) implements Entries {
    @Override
    public boolean raw(RawKey key, ByteBuffer value) {
      RawBlock.Reader block = block(key, value);
      visitor.totals(key.series(), key.windowSeconds(), block.totalCount(), block.totalSum());
      return true;
    }

    @Override
    public boolean packed(RawKey key, ByteBuffer value, long asked) {
      PackedBlock block = WindowScan.packed(key, value);
      for (long left = block.windows() & asked; left != 0; left &= left - 1) {
        int window = Long.numberOfTrailingZeros(left);
        visitor.totals(
            key.series(), windowSeconds(key, window), block.count(window), block.sum(window));
      }
      return true;
    }
  }
}

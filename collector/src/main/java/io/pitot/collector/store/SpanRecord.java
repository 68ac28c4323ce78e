package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/**
 * Which windows of a span were received, and what they miss together: the {@link WindowRecord}s of
 * one series.
 *
 * <pre>
 *   u8        format, 1
 *   45 bytes  one bit for each window, the first in the lowest bit of the first byte
 *   ...       losses, as {@link Loss} draws them
 * </pre>
 */
record SpanRecord(BitSet windows, List<Loss> losses) {
  private static final int FORMAT = 1;
  private static final int MAP_BYTES = Level.HOUR.windows() / Byte.SIZE;

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(64).u8(FORMAT);
    byte[] map = windows.toByteArray();
    for (int i = 0; i < MAP_BYTES; i++) {
      out.u8(i < map.length ? map[i] : 0);
    }
    Loss.write(losses, out);
    return out.toBytes();
  }

  static SpanRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("the record of a span", value);
    in.format(FORMAT);
    byte[] map = new byte[MAP_BYTES];
    for (int i = 0; i < MAP_BYTES; i++) {
      map[i] = (byte) in.u8();
    }
    List<Loss> losses = Loss.read(in);
    in.end();
    return new SpanRecord(BitSet.valueOf(map), losses);
  }

  /** Visits each window as if it had been stored by itself; the first has all losses. */
  boolean forEach(RawKey span, ProfileStore.WindowVisitor visitor) {
    WindowRecord record = new WindowRecord(losses);
    for (int i = windows.nextSetBit(0); i >= 0; i = windows.nextSetBit(i + 1)) {
      long start = span.windowSeconds() + (long) i * WindowRecord.LENGTH_SECONDS;
      RawKey key = new RawKey(span.service(), span.type(), span.series(), start, 0);
      if (!visitor.window(key, record)) {
        return false;
      }
      record = WindowRecord.COMPLETE;
    }
    return true;
  }

  /** Tells all windows at once. */
  void tell(RawKey span, SumScan.WatchedVisitor visitor) {
    if (!windows.isEmpty()) {
      visitor.watched(
          span.series(),
          windows.cardinality(),
          span.windowSeconds() + (long) windows.nextSetBit(0) * WindowRecord.LENGTH_SECONDS,
          span.windowSeconds() + (windows.length() - 1L) * WindowRecord.LENGTH_SECONDS,
          losses);
    }
  }

  /** Adds up the records of a span. */
  static final class Sum {
    private final BitSet windows = new BitSet();
    private final LossSum losses = new LossSum();
    private final Level level;

    Sum(Level level) {
      this.level = level;
    }

    void add(long windowSeconds, WindowRecord record) {
      windows.set((int) (windowSeconds % level.seconds()) / WindowRecord.LENGTH_SECONDS);
      losses.add(record.losses());
    }

    SpanRecord record() {
      return new SpanRecord(windows, losses.losses());
    }
  }
}

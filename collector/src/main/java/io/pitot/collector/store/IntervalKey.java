package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * The key of an {@link IntervalTable}.
 *
 * <pre>
 *   offset  size
 *   0       4     service
 *   4       1     kind
 *   5       4     window: its start in seconds since the epoch
 *   9       4     series
 *   13      2     part
 *   15
 * </pre>
 *
 * <p>The window stands before the series, so that a short range is read from one place of a day.
 */
public record IntervalKey(int service, int kind, long windowSeconds, int series, int part) {
  private static final int SIZE_BYTES = 15;

  /** The part of an hour's sum, whose window is the hour. */
  static final int SUM = RawKey.MAX_PART;

  /** Whether the table is an hour's sum rather than what one window told. */
  public boolean isSum() {
    return part == SUM;
  }

  byte[] toBytes() {
    return new BlockWriter(SIZE_BYTES)
        .u32(service)
        .u8(kind)
        .u32(windowSeconds)
        .u32(series)
        .u16(part)
        .toBytes();
  }

  static IntervalKey read(ByteBuffer key) {
    BlockReader in = new BlockReader("the key of a block of intervals", key);
    IntervalKey read = new IntervalKey(in.int32(), in.u8(), in.u32(), in.int32(), in.u16());
    in.end();
    return read;
  }
}

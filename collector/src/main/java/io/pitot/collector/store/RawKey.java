package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * The key of what one series did in one window.
 *
 * <pre>
 *   offset  size
 *   0       4     service
 *   4       4     type: stands for (type, source, unit); 0 for the {@link WindowRecord}
 *   8       4     series
 *   12      4     window: its start in seconds since the epoch
 *   16      2     part
 *   18
 * </pre>
 *
 * <p>All big-endian and unsigned, so that keys sort by their fields. The source of the rows is part
 * of the type's number and thus of the key: rows of different sources in one window stand beside
 * each other, a query reads one source without touching the other, and a block need not name it.
 */
public record RawKey(int service, int type, int series, long windowSeconds, int part) {
  static final int SIZE_BYTES = 18;

  /** The type of {@link WindowRecord}s. */
  public static final int WINDOWS = 0;

  /** The last part that a key can hold. */
  public static final int MAX_PART = 0xFFFF;

  byte[] toBytes() {
    return new BlockWriter(SIZE_BYTES)
        .u32(service)
        .u32(type)
        .u32(series)
        .u32(windowSeconds)
        .u16(part)
        .toBytes();
  }

  static RawKey read(ByteBuffer key) {
    BlockReader in = new BlockReader("a raw block's key", key);
    RawKey raw = new RawKey(in.int32(), in.int32(), in.int32(), in.u32(), in.u16());
    in.end();
    return raw;
  }
}

package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * Keys of {@link Table#GROUPS} and {@link Table#TEN_GROUPS}, with spans before groups so that the
 * spans of a range lie beside each other.
 *
 * <pre>
 *   offset  size
 *   0       4     service
 *   4       4     type; 0 for the {@link GroupRecord}
 *   8       4     span: its start in seconds since the epoch
 *   12      2     group of the span's record; 0 for the record
 *   14      2     part
 *   16
 * </pre>
 */
record GroupKey(int service, int type, long spanSeconds, int group, int part) {
  private static final int SIZE_BYTES = 16;

  byte[] toBytes() {
    return new BlockWriter(SIZE_BYTES)
        .u32(service)
        .u32(type)
        .u32(spanSeconds)
        .u16(group)
        .u16(part)
        .toBytes();
  }

  static GroupKey read(ByteBuffer key) {
    BlockReader in = new BlockReader("the key of a group's sums", key);
    GroupKey group = new GroupKey(in.int32(), in.int32(), in.u32(), in.u16(), in.u16());
    in.end();
    return group;
  }
}

package io.pitot.collector.store.rocks;

import io.pitot.collector.store.BlockVisitor;
import io.pitot.collector.store.KeyRange;
import java.nio.ByteBuffer;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Reads ranges of one column family with one iterator and two buffers. */
final class RangeScan {
  private static final int READAHEAD_BYTES = 2 << 20;
  private static final int SMALL_KEY_BYTES = 256;
  private static final int SMALL_VALUE_BYTES = 64 << 10;

  private final RocksDB db;
  private final ColumnFamilyHandle family;
  private ByteBuffer key = ByteBuffer.allocateDirect(SMALL_KEY_BYTES);
  private ByteBuffer value = ByteBuffer.allocateDirect(SMALL_VALUE_BYTES);

  RangeScan(RocksDB db, ColumnFamilyHandle family) {
    this.db = db;
    this.family = family;
  }

  /**
   * Visits what the ranges hold, as of one moment.
   *
   * @param ranges in order, not overlapping, at least one
   */
  void run(List<KeyRange> ranges, BlockVisitor visitor) throws RocksDBException {
    try (Slice end = new Slice(ranges.get(ranges.size() - 1).to());
        ReadOptions reading =
            new ReadOptions()
                .setIterateUpperBound(end)
                // Of many ranges each is small, and the engine sees by itself which is not.
                .setReadaheadSize(ranges.size() == 1 ? READAHEAD_BYTES : 0)
                .setFillCache(false);
        RocksIterator iterator = db.newIterator(family, reading)) {
      for (KeyRange range : ranges) {
        ByteBuffer to = ByteBuffer.wrap(range.to());
        iterator.seek(range.from());
        while (iterator.isValid()) {
          key = fill(key, iterator::key);
          if (ranges.size() > 1 && isAtLeast(key, to)) {
            break;
          }
          value = fill(value, iterator::value);
          if (!visitor.entry(key, value)) {
            return;
          }
          iterator.next();
        }
        iterator.status();
      }
    }
  }

  private static boolean isAtLeast(ByteBuffer key, ByteBuffer bound) {
    int differs = key.mismatch(bound);
    if (differs < 0 || differs >= bound.limit()) {
      return true;
    }
    return differs < key.limit()
        && Byte.toUnsignedInt(key.get(differs)) > Byte.toUnsignedInt(bound.get(differs));
  }

  @FunctionalInterface
  private interface Source {
    /** Copies as much as fits and tells the whole size. */
    int copyTo(ByteBuffer buffer);
  }

  private static ByteBuffer fill(ByteBuffer buffer, Source source) {
    buffer.clear();
    int size = source.copyTo(buffer);
    if (size <= buffer.capacity()) {
      buffer.position(0).limit(size);
      return buffer;
    }
    return fill(ByteBuffer.allocateDirect(Integer.highestOneBit(size) * 2), source);
  }
}

package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs the windows of ten minutes while {@link SpanRollup} goes through them, one series after the
 * other. Used by one thread.
 */
final class Packing {
  /** So many rows are held in memory, and become a part of what a series did. */
  private static final int MAX_ROWS = 1 << 20;

  private final ServiceSpan ten;
  private final BlockStore blocks;
  private final PackedRecord.Sum record = new PackedRecord.Sum();
  private final Map<DictionaryId, PackedRowsWriter> rows = new LinkedHashMap<>();
  private final List<byte[]> packed = new ArrayList<>();
  private int size;

  Packing(ServiceSpan ten, BlockStore blocks) {
    this.ten = ten;
    this.blocks = blocks;
  }

  /** Adds the record of a part of a window. */
  void add(RawKey key, WindowRecord ofPart) {
    record.add(window(key), key.part(), ofPart);
  }

  /**
   * Adds a block, which is used up, here and to sums.
   *
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  void add(RawKey key, RawBlock.Reader block, StackTallies tallies) {
    if (size > 0 && size + block.rows() > MAX_ROWS) {
      drainRows();
    }
    size += block.rows();
    int window = window(key);
    DictionaryId dictionary = block.dictionary().id();
    StackTally tally = tallies.of(dictionary);
    PackedRowsWriter ofDictionary = rows.computeIfAbsent(dictionary, id -> new PackedRowsWriter());
    block.forEach(
        (stack, count, sum) -> {
          tally.add(stack, count, sum);
          ofDictionary.add(window, stack, count, sum);
        });
  }

  /** What was added of a series, and the removal of what was left of it from before. */
  List<Put> drain(int type, int series) {
    if (type == RawKey.WINDOWS) {
      packed.add(record.drain().toBytes());
    } else {
      drainRows();
    }
    Partition partition = Partition.at(Table.PACKED, ten.startSeconds());
    List<Put> puts = new ArrayList<>();
    for (int part = 0; part < packed.size(); part++) {
      puts.add(new Put(partition, key(type, series, part), packed.get(part)));
    }
    // Windows that were sent again to another start have one dictionary less than before.
    blocks.scan(
        partition,
        key(type, series, packed.size()),
        key(type, series, RawKey.MAX_PART),
        (key, value) -> {
          byte[] removed = new byte[key.remaining()];
          key.get(removed);
          puts.add(new Put(partition, removed, null));
          return true;
        });
    packed.clear();
    return puts;
  }

  private void drainRows() {
    rows.forEach(
        (dictionary, ofDictionary) -> {
          if (ofDictionary.size() > 0) {
            packed.add(ofDictionary.drain(dictionary));
          }
        });
    size = 0;
  }

  private int window(RawKey key) {
    return (int) (key.windowSeconds() - ten.startSeconds()) / WindowRecord.LENGTH_SECONDS;
  }

  private byte[] key(int type, int series, int part) {
    return new RawKey(ten.service(), type, series, ten.startSeconds(), part).toBytes();
  }
}

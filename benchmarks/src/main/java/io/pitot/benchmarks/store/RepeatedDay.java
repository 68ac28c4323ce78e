package io.pitot.benchmarks.store;

import io.pitot.collector.store.Partition;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Repeats sums of hours under the keys of earlier hours. What they hold counts from the start of
 * the hour, so that only keys tell the copies apart; they differ in nothing else from sums that the
 * store has made.
 */
final class RepeatedDay implements AutoCloseable {
  private static final int BYTES_PER_WRITE = 8 << 20;
  private static final int SPAN_IN_KEY_OF_SERIES = 12;
  private static final int SPAN_IN_KEY_OF_GROUP = 8;
  private static final byte[] FIRST = {};
  private static final byte[] END = {-1, -1, -1, -1, -1};

  private final RocksBlockStore blocks;
  private final Map<Long, List<Long>> copiesOf = new HashMap<>();
  private final List<Put> puts = new ArrayList<>();
  private int bytes;

  private RepeatedDay(RocksBlockStore blocks) {
    this.blocks = blocks;
  }

  /** Repeats the hours between two times until others are filled, the ends excluded. */
  static void fill(Path data, long fromSeconds, long toSeconds, long first, long end)
      throws Exception {
    try (RepeatedDay day = new RepeatedDay(RocksBlockStore.open(data))) {
      long source = fromSeconds;
      for (long copy = first; copy < end; copy += History.HOUR) {
        day.copiesOf.computeIfAbsent(source, s -> new ArrayList<>()).add(copy);
        source = source + History.HOUR < toSeconds ? source + History.HOUR : fromSeconds;
      }
      day.copyDictionaries(first, end);
      day.copy(Table.HOURS, SPAN_IN_KEY_OF_SERIES);
      day.copy(Table.GROUPS, SPAN_IN_KEY_OF_GROUP);
      day.write();
      day.blocks.compact(partition -> {});
    }
  }

  private void copyDictionaries(long first, long end) {
    TreeSet<Partition> needed = new TreeSet<>();
    for (long at = first; at < end; at += History.HOUR) {
      needed.add(Partition.at(Table.HOUR_DICTIONARY, at));
    }
    for (Partition partition : blocks.partitions(Table.HOUR_DICTIONARY)) {
      blocks.scan(
          partition,
          FIRST,
          END,
          (key, value) -> {
            for (Partition other : needed) {
              if (!other.equals(partition)) {
                put(new Put(other, bytes(key), bytes(value)));
              }
            }
            return true;
          });
    }
  }

  private void copy(Table table, int spanInKey) {
    for (Partition partition : blocks.partitions(table)) {
      blocks.scan(
          partition,
          FIRST,
          END,
          (key, value) -> {
            long span = Integer.toUnsignedLong(key.getInt(spanInKey));
            for (long copy : copiesOf.getOrDefault(span, List.of())) {
              byte[] copied = bytes(key);
              ByteBuffer.wrap(copied).putInt(spanInKey, (int) copy);
              put(new Put(Partition.at(table, copy), copied, bytes(value)));
            }
            return true;
          });
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  private void put(Put put) {
    puts.add(put);
    bytes += put.key().length + (put.value() == null ? 0 : put.value().length);
    if (bytes >= BYTES_PER_WRITE) {
      write();
    }
  }

  private void write() {
    blocks.write(puts);
    puts.clear();
    bytes = 0;
  }

  @Override
  public void close() {
    blocks.close();
  }
}

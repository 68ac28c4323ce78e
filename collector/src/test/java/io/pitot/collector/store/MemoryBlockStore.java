package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The contract in the fewest lines: what other engines are compared with. */
public final class MemoryBlockStore implements BlockStore {
  private final Map<Partition, ConcurrentSkipListMap<byte[], byte[]>> partitions =
      new ConcurrentHashMap<>();
  private volatile long freeBytes = Long.MAX_VALUE;
  private volatile boolean closed;

  @Override
  public synchronized void write(List<Put> puts) {
    checkOpen();
    for (Put put : puts) {
      ConcurrentSkipListMap<byte[], byte[]> partition =
          partitions.computeIfAbsent(
              put.partition(), p -> new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
      byte[] value = put.value();
      if (value == null) {
        partition.remove(put.key());
      } else {
        partition.put(put.key(), value);
      }
    }
  }

  @Override
  public void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor) {
    checkOpen();
    for (Map.Entry<byte[], byte[]> entry : copyOf(partition, ranges)) {
      if (!visitor.entry(ByteBuffer.wrap(entry.getKey()), ByteBuffer.wrap(entry.getValue()))) {
        return;
      }
    }
  }

  private synchronized List<Map.Entry<byte[], byte[]>> copyOf(
      Partition partition, List<KeyRange> ranges) {
    List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
    for (KeyRange range : ranges) {
      within(partition, range).forEach((key, value) -> entries.add(Map.entry(key, value)));
    }
    return entries;
  }

  @Override
  public synchronized void remove(Partition partition, List<KeyRange> ranges) {
    checkOpen();
    ranges.forEach(range -> within(partition, range).clear());
  }

  private Map<byte[], byte[]> within(Partition partition, KeyRange range) {
    ConcurrentSkipListMap<byte[], byte[]> entries = partitions.get(partition);
    return entries == null || Arrays.compareUnsigned(range.from(), range.to()) >= 0
        ? new ConcurrentSkipListMap<>(Arrays::compareUnsigned)
        : entries.subMap(range.from(), range.to());
  }

  @Override
  public List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys) {
    checkOpen();
    ConcurrentSkipListMap<byte[], byte[]> entries =
        partitions.getOrDefault(partition, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
    List<byte @Nullable []> values = new ArrayList<>();
    keys.forEach(key -> values.add(entries.get(key)));
    return values;
  }

  @Override
  public SortedSet<Partition> partitions(Table table) {
    checkOpen();
    SortedSet<Partition> sorted = new TreeSet<>(partitions.keySet());
    sorted.removeIf(partition -> partition.table() != table);
    return sorted;
  }

  @Override
  public synchronized void drop(Partition partition) {
    checkOpen();
    partitions.remove(partition);
  }

  @Override
  public long freeBytes() {
    return freeBytes;
  }

  /** Says what a disk would have left. */
  public void freeBytes(long bytes) {
    freeBytes = bytes;
  }

  @Override
  public Optional<Path> copy() {
    checkOpen();
    return Optional.empty();
  }

  @Override
  public long sizeBytes() {
    checkOpen();
    return partitions.values().stream()
        .flatMap(entries -> entries.entrySet().stream())
        .mapToLong(entry -> entry.getKey().length + entry.getValue().length)
        .sum();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Lets a store be opened again on the same content. */
  public void reopen() {
    closed = false;
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreUnavailableException("the store in memory is closed");
    }
  }
}

package io.pitot.collector.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets a test stand in the way of writes, and do something before somebody reads. */
public final class FailingStore implements BlockStore {
  private final BlockStore below;
  private volatile Consumer<List<Put>> beforeWrite = puts -> {};
  private volatile Consumer<Partition> beforeScan = partition -> {};

  public FailingStore(BlockStore below) {
    this.below = below;
  }

  public void beforeWrite(Consumer<List<Put>> action) {
    beforeWrite = action;
  }

  public void beforeScan(Consumer<Partition> action) {
    beforeScan = action;
  }

  @Override
  public void write(List<Put> puts) {
    beforeWrite.accept(puts);
    below.write(puts);
  }

  @Override
  public void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor) {
    beforeScan.accept(partition);
    below.scan(partition, ranges, visitor);
  }

  @Override
  public void remove(Partition partition, List<KeyRange> ranges) {
    below.remove(partition, ranges);
  }

  @Override
  public List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys) {
    return below.multiGet(partition, keys);
  }

  @Override
  public SortedSet<Partition> partitions(Table table) {
    return below.partitions(table);
  }

  @Override
  public void drop(Partition partition) {
    below.drop(partition);
  }

  @Override
  public long freeBytes() {
    return below.freeBytes();
  }

  @Override
  public Optional<Path> copy() {
    return below.copy();
  }

  @Override
  public long sizeBytes() {
    return below.sizeBytes();
  }

  @Override
  public void close() {
    below.close();
  }
}

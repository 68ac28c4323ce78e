package io.pitot.collector.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The engine below: sorted bytes in partitions that are dropped whole. {@code BlockStoreContract}
 * in the tests says the same in code; an engine has to pass it.
 *
 * <p>One thread writes and drops; any number of threads read at the same time. Keys are compared as
 * unsigned bytes. A read that meets a partition that does not exist, or that is dropped meanwhile,
 * finds nothing in it. A call after {@link #close} fails with {@link StoreUnavailableException}.
 */
public interface BlockStore extends AutoCloseable {
  /**
   * Applies the changes in their order and returns when they are durable. Partitions are made as
   * needed. A crash in between leaves all changes up to some point of the list and none after it;
   * writing the same list again repairs that.
   *
   * @throws StoreUnavailableException when it cannot write now; whether any of the changes are
   *     there is unknown
   */
  void write(List<Put> puts);

  /**
   * Visits the entries with {@code from <= key < to} in order, as of some moment during the call.
   *
   * @throws CorruptStoreException when what is stored cannot be read
   */
  default void scan(Partition partition, byte[] from, byte[] to, BlockVisitor visitor) {
    scan(partition, List.of(new KeyRange(from, to)), visitor);
  }

  /**
   * Visits the entries of several ranges, which are in order and do not overlap, as of one moment
   * during the call. Of many small ranges it is faster than visiting one after the other.
   *
   * @throws CorruptStoreException when what is stored cannot be read
   */
  void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor);

  /** The values of the keys, in their order; null for a key that is not there. */
  List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys);

  /** The partitions of the table that exist. */
  SortedSet<Partition> partitions(Table table);

  /**
   * Removes a partition with all that it holds; nothing happens when there is none. Readers inside
   * may finish; its space is free when the last has.
   */
  void drop(Partition partition);

  /**
   * Removes the entries of some ranges, durably; their space is free some time later. Nothing
   * happens when there is no such partition.
   *
   * @throws StoreUnavailableException when it cannot write now
   */
  void remove(Partition partition, List<KeyRange> ranges);

  /** What the store takes on disk, roughly. */
  long sizeBytes();

  /** What its file system has left for it. */
  long freeBytes();

  /**
   * Makes a copy of all that is durable now, in a place of the store's own, in place of the copy
   * before; empty when this engine makes none.
   *
   * @throws StoreUnavailableException when it cannot be made
   */
  Optional<Path> copy();

  /** Waits for readers inside, then lets go of everything. May be called twice. */
  @Override
  void close();
}

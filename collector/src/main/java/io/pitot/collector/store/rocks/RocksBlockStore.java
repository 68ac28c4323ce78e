package io.pitot.collector.store.rocks;

import io.pitot.collector.store.BlockStore;
import io.pitot.collector.store.BlockVisitor;
import io.pitot.collector.store.CorruptStoreException;
import io.pitot.collector.store.KeyRange;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.StoreUnavailableException;
import io.pitot.collector.store.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * A block store in a directory of its own: each partition is a column family, each {@link #write}
 * one synced write batch, a dropped partition a dropped column family.
 *
 * <p>Native handles outlive nothing here: {@link #close} waits for every call ({@link
 * RunningEngine}), and a column family that is dropped while it is read is closed by the last
 * reader ({@link OpenPartition}).
 */
public final class RocksBlockStore implements BlockStore {
  private final RunningEngine running;
  private final DataDirectory directory;

  private RocksBlockStore(RunningEngine running) {
    this.running = running;
    this.directory = running.directory();
  }

  /**
   * Opens the store in this directory, or makes one there.
   *
   * @throws DirectoryException when the directory is unusable; the message is one line for a person
   */
  public static RocksBlockStore open(Path dataDirectory) throws DirectoryException {
    return new RocksBlockStore(RunningEngine.open(dataDirectory, false));
  }

  /**
   * Opens a store whose log is damaged before its end, with what was written before the damage;
   * what was written after it is gone. Other damage is refused as by {@link #open}.
   *
   * @throws DirectoryException when the directory is unusable; the message is one line for a person
   */
  public static RocksBlockStore openAfterDamage(Path dataDirectory) throws DirectoryException {
    return new RocksBlockStore(RunningEngine.open(dataDirectory, true));
  }

  /** Whether a process has the store in this directory open. */
  public static boolean isInUse(Path dataDirectory) {
    return DataDirectory.isInUse(dataDirectory);
  }

  @Override
  public void write(List<Put> puts) {
    change(
        "write to " + directory,
        (current, batch) -> {
          for (Put put : puts) {
            ColumnFamilyHandle family = current.familyOf(put.partition());
            byte[] value = put.value();
            if (value == null) {
              batch.delete(family, put.key());
            } else {
              batch.put(family, put.key(), value);
            }
          }
        });
  }

  @Override
  public void remove(Partition partition, List<KeyRange> ranges) {
    change(
        "remove from %s in %s".formatted(partition.label(), directory),
        (current, batch) -> {
          if (current.has(partition)) {
            for (KeyRange range : ranges) {
              batch.deleteRange(current.familyOf(partition), range.from(), range.to());
            }
          }
        });
  }

  /** Says what a batch is to change. */
  @FunctionalInterface
  private interface Changes {
    void addTo(Engine current, WriteBatch batch) throws RocksDBException;
  }

  private void change(String what, Changes changes) {
    Engine current = running.enterToChange();
    try (WriteBatch batch = new WriteBatch()) {
      changes.addTo(current, batch);
      current.write(batch);
      running.changed();
    } catch (RocksDBException e) {
      running.couldNotChange();
      throw new StoreUnavailableException("cannot %s: %s".formatted(what, e.getMessage()), e);
    } finally {
      running.leave();
    }
  }

  @Override
  public void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor) {
    Engine current = running.enter();
    try {
      OpenPartition read = ranges.isEmpty() ? null : current.acquire(partition);
      if (read != null) {
        try {
          new RangeScan(current.db(), read.handle()).run(ranges, visitor);
        } finally {
          read.release();
        }
      }
    } catch (RocksDBException e) {
      throw failedRead(partition, e);
    } finally {
      running.leave();
    }
  }

  @Override
  public List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys) {
    Engine current = running.enter();
    try {
      OpenPartition read = current.acquire(partition);
      if (read == null) {
        return new ArrayList<>(Collections.nCopies(keys.size(), null));
      }
      try {
        return current.db().multiGetAsList(Collections.nCopies(keys.size(), read.handle()), keys);
      } finally {
        read.release();
      }
    } catch (RocksDBException e) {
      throw failedRead(partition, e);
    } finally {
      running.leave();
    }
  }

  @Override
  public SortedSet<Partition> partitions(Table table) {
    Engine current = running.enter();
    try {
      SortedSet<Partition> partitions = current.partitions();
      partitions.removeIf(partition -> partition.table() != table);
      return partitions;
    } finally {
      running.leave();
    }
  }

  @Override
  public void drop(Partition partition) {
    Engine current = running.enterToChange();
    try {
      current.drop(partition);
    } catch (RocksDBException e) {
      running.couldNotChange();
      throw new StoreUnavailableException(
          "cannot drop %s from %s: %s".formatted(partition.label(), directory, e.getMessage()), e);
    } finally {
      running.leave();
    }
  }

  /**
   * Brings what is stored into the form that takes the least space; takes long.
   *
   * @param progress is told each partition before its turn
   */
  public void compact(Consumer<Partition> progress) {
    Engine current = running.enter();
    try {
      for (Partition partition : current.partitions()) {
        OpenPartition compacted = current.acquire(partition);
        if (compacted != null) {
          try {
            progress.accept(partition);
            current.db().compactRange(compacted.handle());
          } finally {
            compacted.release();
          }
        }
      }
    } catch (RocksDBException e) {
      throw new StoreUnavailableException(
          "cannot compact %s: %s".formatted(directory, e.getMessage()), e);
    } finally {
      running.leave();
    }
  }

  /**
   * Makes a copy that is a data directory itself. On the same file system the files are shared
   * rather than copied, which is done in no time and takes no space until they change.
   *
   * @throws DirectoryException when {@code target} exists or cannot be written
   */
  public void backUp(Path target) throws DirectoryException {
    Engine current = running.enter();
    try (DataDirectory.Draft draft = DataDirectory.draft(target);
        Checkpoint checkpoint = Checkpoint.create(current.db())) {
      checkpoint.createCheckpoint(draft.database().toString());
      draft.complete();
    } catch (RocksDBException e) {
      throw new DirectoryException(
          "cannot copy %s to %s: %s".formatted(directory, target, e.getMessage()), e);
    } finally {
      running.leave();
    }
  }

  @Override
  public long sizeBytes() {
    running.enter();
    try {
      return directory.sizeBytes();
    } finally {
      running.leave();
    }
  }

  @Override
  public long freeBytes() {
    return directory.freeBytes();
  }

  @Override
  public Optional<Path> copy() {
    try {
      directory.removeCopy();
      backUp(directory.copy());
      return Optional.of(directory.copy());
    } catch (IOException | DirectoryException e) {
      throw new StoreUnavailableException("cannot make a copy: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    running.close();
  }

  private RuntimeException failedRead(Partition partition, RocksDBException e) {
    String message =
        "cannot read %s in %s: %s".formatted(partition.label(), directory, e.getMessage());
    return isDamage(e)
        ? new CorruptStoreException(message, e)
        : new StoreUnavailableException(message, e);
  }

  /** A file that is lost comes to light when it is first read, and has no code of its own. */
  private static boolean isDamage(RocksDBException e) {
    Status status = e.getStatus();
    return (status != null && status.getCode() == Status.Code.Corruption)
        || String.valueOf(e.getMessage()).contains("No such file or directory");
  }
}

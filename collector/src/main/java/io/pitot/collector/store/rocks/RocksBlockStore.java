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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block store in a directory of its own: each partition is a column family, each {@link #write}
 * one synced write batch, a dropped partition a dropped column family.
 *
 * <p>Native handles outlive nothing here: {@link #close} takes the write side of a lock whose read
 * side every call holds, and a column family that is dropped while it is read is closed by the last
 * reader ({@link OpenPartition}). An engine that does not recover from a full disk is closed and
 * opened again in the same way ({@link FailedWrites}).
 */
public final class RocksBlockStore implements BlockStore {
  private static final Duration READERS_LIMIT = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(RocksBlockStore.class);

  private final DataDirectory directory;
  private final EngineOptions options;
  private final FailedWrites failedWrites = new FailedWrites();
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  /** Null when there is none to work with; {@link #whyNone} says why. */
  private @Nullable Engine engine;

  private String whyNone = "";
  private boolean closed;

  private RocksBlockStore(DataDirectory directory, EngineOptions options, Engine engine) {
    this.directory = directory;
    this.options = options;
    this.engine = engine;
  }

  /**
   * Opens the store in this directory, or makes one there.
   *
   * @throws DirectoryException when the directory is unusable; the message is one line for a person
   */
  public static RocksBlockStore open(Path dataDirectory) throws DirectoryException {
    return open(dataDirectory, false);
  }

  /**
   * Opens a store whose log is damaged before its end, with what was written before the damage;
   * what was written after it is gone. Other damage is refused as by {@link #open}.
   *
   * @throws DirectoryException when the directory is unusable; the message is one line for a person
   */
  public static RocksBlockStore openAfterDamage(Path dataDirectory) throws DirectoryException {
    return open(dataDirectory, true);
  }

  private static RocksBlockStore open(Path dataDirectory, boolean afterDamage)
      throws DirectoryException {
    DataDirectory directory = DataDirectory.claim(dataDirectory);
    EngineOptions options = new EngineOptions(afterDamage);
    try {
      directory.checkDatabase();
      Engine engine = Engine.open(directory, options);
      checkEnd(directory, engine, afterDamage);
      return new RocksBlockStore(directory, options, engine);
    } catch (DirectoryException e) {
      options.close();
      directory.close();
      throw e;
    } catch (RocksDBException | CorruptStoreException e) {
      options.close();
      directory.close();
      throw new DirectoryException(
          "cannot open the store in %s: %s; pitot collector repair keeps what a damaged log held before the damage, else restore a backup"
              .formatted(dataDirectory, e.getMessage()),
          e);
    }
  }

  /** Takes the mark of the last close away, after a look whether all until then is there. */
  private static void checkEnd(DataDirectory directory, Engine engine, boolean afterDamage)
      throws RocksDBException {
    try {
      OptionalLong expected = directory.closedMark().read();
      long last = engine.lastChange();
      if (!afterDamage && expected.isPresent() && last < expected.getAsLong()) {
        engine.close();
        throw new RocksDBException(
            "it ended at change %d when it was closed and ends at %d now: a .log or MANIFEST file in db was cut"
                .formatted(expected.getAsLong(), last));
      }
      directory.closedMark().remove();
    } catch (IOException e) {
      engine.close();
      throw new UncheckedIOException("cannot read the mark of the last close", e);
    }
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
    Engine current = toChange();
    try (WriteBatch batch = new WriteBatch()) {
      changes.addTo(current, batch);
      current.write(batch);
      failedWrites.succeeded();
    } catch (RocksDBException e) {
      failedWrites.failed(System.nanoTime());
      throw new StoreUnavailableException("cannot %s: %s".formatted(what, e.getMessage()), e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** As {@link #whileOpen}, after an attempt to go on where the engine does not. */
  private Engine toChange() {
    if (failedWrites.isStuck(System.nanoTime(), freeBytes())) {
      reopen();
    }
    return whileOpen();
  }

  /** What was acknowledged is in the log, and is read from it again. */
  private void reopen() {
    if (!hasNobodyInside()) {
      return; // Whoever is may wait for this very change to fail.
    }
    try {
      if (closed) {
        return;
      }
      if (engine != null) {
        log.warn("The engine does not write again though there is space: opening it anew");
        engine.close();
        engine = null;
      }
      options.leaveLogsAsTheyAre();
      engine = Engine.open(directory, options);
      log.info("The store in {} is open again", directory);
    } catch (RocksDBException | CorruptStoreException e) {
      whyNone = "cannot be opened again: " + e.getMessage();
      log.error("Cannot open the store in {} again; it is tried again", directory, e);
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Takes the write side of the lock, if it is there to be had soon. */
  private boolean hasNobodyInside() {
    try {
      return lifetime.writeLock().tryLock(READERS_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor) {
    Engine current = whileOpen();
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
      lifetime.readLock().unlock();
    }
  }

  @Override
  public List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys) {
    Engine current = whileOpen();
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
      lifetime.readLock().unlock();
    }
  }

  @Override
  public SortedSet<Partition> partitions(Table table) {
    Engine current = whileOpen();
    try {
      SortedSet<Partition> partitions = current.partitions();
      partitions.removeIf(partition -> partition.table() != table);
      return partitions;
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void drop(Partition partition) {
    Engine current = toChange();
    try {
      current.drop(partition);
    } catch (RocksDBException e) {
      failedWrites.failed(System.nanoTime());
      throw new StoreUnavailableException(
          "cannot drop %s from %s: %s".formatted(partition.label(), directory, e.getMessage()), e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /**
   * Brings what is stored into the form that takes the least space; takes long.
   *
   * @param progress is told each partition before its turn
   */
  public void compact(Consumer<Partition> progress) {
    Engine current = whileOpen();
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
      lifetime.readLock().unlock();
    }
  }

  /**
   * Makes a copy that is a data directory itself. On the same file system the files are shared
   * rather than copied, which is done in no time and takes no space until they change.
   *
   * @throws DirectoryException when {@code target} exists or cannot be written
   */
  public void backUp(Path target) throws DirectoryException {
    Engine current = whileOpen();
    try (DataDirectory.Draft draft = DataDirectory.draft(target);
        Checkpoint checkpoint = Checkpoint.create(current.db())) {
      checkpoint.createCheckpoint(draft.database().toString());
      draft.complete();
    } catch (RocksDBException e) {
      throw new DirectoryException(
          "cannot copy %s to %s: %s".formatted(directory, target, e.getMessage()), e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public long sizeBytes() {
    whileOpen();
    try {
      return directory.sizeBytes();
    } finally {
      lifetime.readLock().unlock();
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
    lifetime.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (engine != null) {
        long last = engine.lastChange();
        engine.close();
        markClosed(last);
      }
      options.close();
      directory.close();
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Without the mark a cut is not noticed, which is no reason not to close. */
  private void markClosed(long lastChange) {
    try {
      directory.closedMark().write(lastChange);
    } catch (IOException e) {
      log.warn("Cannot write down where the store in {} ends", directory, e);
    }
  }

  /** Keeps {@link #close} out until the read lock is given back. */
  private Engine whileOpen() {
    lifetime.readLock().lock();
    Engine current = engine;
    if (closed || current == null) {
      lifetime.readLock().unlock();
      throw new StoreUnavailableException(
          "the store in %s %s".formatted(directory, closed ? "is closed" : whyNone));
    }
    return current;
  }

  private RuntimeException failedRead(Partition partition, RocksDBException e) {
    String message =
        "cannot read %s in %s: %s".formatted(partition.label(), directory, e.getMessage());
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption
        ? new CorruptStoreException(message, e)
        : new StoreUnavailableException(message, e);
  }
}

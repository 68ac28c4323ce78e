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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block store in a directory of its own: each partition is a column family, each {@link #write}
 * one synced write batch, a dropped partition a dropped column family.
 *
 * <p>Native handles outlive nothing here: {@link #close} takes the write side of a lock whose read
 * side every call holds, and a column family that is dropped while it is read is closed by the last
 * reader ({@link OpenPartition}).
 */
public final class RocksBlockStore implements BlockStore {
  private static final Logger log = LoggerFactory.getLogger(RocksBlockStore.class);
  private static final int SCAN_READAHEAD_BYTES = 2 << 20;
  private static final int SMALL_VALUE_BYTES = 64 << 10;

  private final DataDirectory directory;
  private final EngineOptions options;
  private final RocksDB db;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final Map<Partition, OpenPartition> open = new ConcurrentHashMap<>();
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private @Nullable ColumnFamilyHandle unused;
  private boolean closed;

  private RocksBlockStore(DataDirectory directory, EngineOptions options) throws RocksDBException {
    this.directory = directory;
    this.options = options;
    String path = directory.database().toString();
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    for (byte[] name : existingFamilies(path)) {
      checkKnown(name);
      families.add(new ColumnFamilyDescriptor(name, options.columnFamily()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    this.db = RocksDB.open(options.database(), path, families, handles);
    for (ColumnFamilyHandle handle : handles) {
      if (Arrays.equals(handle.getName(), RocksDB.DEFAULT_COLUMN_FAMILY)) {
        unused = handle;
      } else {
        open.put(Partition.parse(text(handle.getName())), new OpenPartition(handle));
      }
    }
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
      RocksBlockStore store = new RocksBlockStore(directory, options);
      store.checkEnd(afterDamage);
      return store;
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
  private void checkEnd(boolean afterDamage) throws RocksDBException {
    try {
      OptionalLong expected = directory.closedMark().read();
      long last = db.getLatestSequenceNumber();
      if (!afterDamage && expected.isPresent() && last < expected.getAsLong()) {
        closeEngine();
        throw new RocksDBException(
            "it ended at change %d when it was closed and ends at %d now: a .log or MANIFEST file in db was cut"
                .formatted(expected.getAsLong(), last));
      }
      directory.closedMark().remove();
    } catch (IOException e) {
      closeEngine();
      throw new UncheckedIOException("cannot read the mark of the last close", e);
    }
  }

  /** Whether a process has the store in this directory open. */
  public static boolean isInUse(Path dataDirectory) {
    return DataDirectory.isInUse(dataDirectory);
  }

  @Override
  public void write(List<Put> puts) {
    whileOpen();
    try (WriteBatch batch = new WriteBatch()) {
      for (Put put : puts) {
        ColumnFamilyHandle family = familyOf(put.partition());
        byte[] value = put.value();
        if (value == null) {
          batch.delete(family, put.key());
        } else {
          batch.put(family, put.key(), value);
        }
      }
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new StoreUnavailableException(
          "cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void scan(Partition partition, List<KeyRange> ranges, BlockVisitor visitor) {
    whileOpen();
    try {
      OpenPartition read = open.get(partition);
      if (!ranges.isEmpty() && read != null && read.acquire()) {
        try {
          scan(read.handle(), ranges, visitor);
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

  private void scan(ColumnFamilyHandle family, List<KeyRange> ranges, BlockVisitor visitor)
      throws RocksDBException {
    try (Slice end = new Slice(ranges.get(ranges.size() - 1).to());
        ReadOptions reading =
            new ReadOptions()
                .setIterateUpperBound(end)
                // Of many ranges each is small, and the engine sees by itself which is not.
                .setReadaheadSize(ranges.size() == 1 ? SCAN_READAHEAD_BYTES : 0)
                .setFillCache(false);
        RocksIterator iterator = db.newIterator(family, reading)) {
      ByteBuffer key = ByteBuffer.allocateDirect(256);
      ByteBuffer value = ByteBuffer.allocateDirect(SMALL_VALUE_BYTES);
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

  @Override
  public List<byte @Nullable []> multiGet(Partition partition, List<byte[]> keys) {
    whileOpen();
    try {
      OpenPartition read = open.get(partition);
      if (read == null || !read.acquire()) {
        return new ArrayList<>(Collections.nCopies(keys.size(), null));
      }
      try {
        return db.multiGetAsList(Collections.nCopies(keys.size(), read.handle()), keys);
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
    SortedSet<Partition> partitions = new TreeSet<>();
    for (Partition partition : open.keySet()) {
      if (partition.table() == table) {
        partitions.add(partition);
      }
    }
    return partitions;
  }

  @Override
  public void drop(Partition partition) {
    whileOpen();
    try {
      OpenPartition dropped = open.get(partition);
      if (dropped != null) {
        db.dropColumnFamily(dropped.handle());
        open.remove(partition);
        dropped.release();
      }
      removeUnusedFiles();
    } catch (RocksDBException e) {
      throw new StoreUnavailableException(
          "cannot drop %s from %s: %s".formatted(partition.label(), directory, e.getMessage()), e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void remove(Partition partition, List<KeyRange> ranges) {
    whileOpen();
    try (WriteBatch batch = new WriteBatch()) {
      OpenPartition known = open.get(partition);
      if (known != null) {
        for (KeyRange range : ranges) {
          batch.deleteRange(known.handle(), range.from(), range.to());
        }
        db.write(synced, batch);
      }
    } catch (RocksDBException e) {
      throw new StoreUnavailableException(
          "cannot remove from %s in %s: %s".formatted(partition.label(), directory, e.getMessage()),
          e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /**
   * What a flush was writing when its partition was dropped belongs to nobody, and the engine looks
   * for such files every six hours, or when deletions are allowed again.
   */
  private void removeUnusedFiles() throws RocksDBException {
    db.disableFileDeletions();
    db.enableFileDeletions();
  }

  /**
   * Brings what is stored into the form that takes the least space; takes long.
   *
   * @param progress is told each partition before its turn
   */
  public void compact(Consumer<Partition> progress) {
    whileOpen();
    try {
      for (Partition partition : new TreeSet<>(open.keySet())) {
        OpenPartition compacted = open.get(partition);
        if (compacted != null && compacted.acquire()) {
          try {
            progress.accept(partition);
            db.compactRange(compacted.handle());
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
    whileOpen();
    try (DataDirectory.Draft draft = DataDirectory.draft(target);
        Checkpoint checkpoint = Checkpoint.create(db)) {
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
      long last = db.getLatestSequenceNumber();
      closeEngine();
      markClosed(last);
      options.close();
      directory.close();
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  private void closeEngine() {
    open.values().forEach(OpenPartition::release);
    if (unused != null) {
      unused.close();
    }
    db.close();
    synced.close();
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
  private void whileOpen() {
    lifetime.readLock().lock();
    if (closed) {
      lifetime.readLock().unlock();
      throw new StoreUnavailableException("the store in " + directory + " is closed");
    }
  }

  private ColumnFamilyHandle familyOf(Partition partition) throws RocksDBException {
    OpenPartition known = open.get(partition);
    if (known == null) {
      byte[] name = partition.label().getBytes(StandardCharsets.UTF_8);
      known =
          new OpenPartition(
              db.createColumnFamily(new ColumnFamilyDescriptor(name, options.columnFamily())));
      open.put(partition, known);
    }
    return known.handle();
  }

  private static List<byte[]> existingFamilies(String path) throws RocksDBException {
    try (Options listing = new Options()) {
      List<byte[]> names = RocksDB.listColumnFamilies(listing, path);
      return names.isEmpty() ? List.of(RocksDB.DEFAULT_COLUMN_FAMILY) : names;
    }
  }

  /** Before anything is open that would have to be closed again. */
  private static void checkKnown(byte[] family) {
    if (!Arrays.equals(family, RocksDB.DEFAULT_COLUMN_FAMILY)) {
      Partition.parse(text(family));
    }
  }

  private static String text(byte[] family) {
    return new String(family, StandardCharsets.UTF_8);
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

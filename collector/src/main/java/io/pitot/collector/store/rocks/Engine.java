package io.pitot.collector.store.rocks;

import io.pitot.collector.store.Partition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The open database and the column families in it, one for each partition. One thread changes it;
 * who closes it has to see to it that nobody is inside.
 */
final class Engine implements AutoCloseable {
  private final EngineOptions options;
  private final RocksDB db;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final Map<Partition, OpenPartition> open = new ConcurrentHashMap<>();
  private @Nullable ColumnFamilyHandle unused;

  private Engine(String path, EngineOptions options) throws RocksDBException {
    this.options = options;
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
   * Opens the database, or makes one.
   *
   * @throws io.pitot.collector.store.CorruptStoreException when there is something in it that is
   *     not ours
   */
  static Engine open(DataDirectory directory, EngineOptions options) throws RocksDBException {
    return new Engine(directory.database().toString(), options);
  }

  RocksDB db() {
    return db;
  }

  boolean has(Partition partition) {
    return open.containsKey(partition);
  }

  /** The partition, to be released; null when there is none. */
  @Nullable OpenPartition acquire(Partition partition) {
    OpenPartition known = open.get(partition);
    return known != null && known.acquire() ? known : null;
  }

  /** The handle of the partition, which is made when it is missing; for who changes the store. */
  ColumnFamilyHandle familyOf(Partition partition) throws RocksDBException {
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

  SortedSet<Partition> partitions() {
    return new TreeSet<>(open.keySet());
  }

  /** Writes durably, all or nothing. */
  void write(WriteBatch batch) throws RocksDBException {
    db.write(synced, batch);
  }

  void drop(Partition partition) throws RocksDBException {
    OpenPartition dropped = open.get(partition);
    if (dropped != null) {
      db.dropColumnFamily(dropped.handle());
      open.remove(partition);
      dropped.release();
    }
    removeUnusedFiles();
  }

  /**
   * What a flush was writing when its partition was dropped belongs to nobody, and the engine looks
   * for such files every six hours, or when deletions are allowed again.
   */
  private void removeUnusedFiles() throws RocksDBException {
    db.disableFileDeletions();
    db.enableFileDeletions();
  }

  @Override
  public void close() {
    open.values().forEach(OpenPartition::release);
    if (unused != null) {
      unused.close();
    }
    db.close();
    synced.close();
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
}

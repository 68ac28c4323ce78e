package io.pitot.collector.store.rocks;

import io.pitot.collector.store.CorruptStoreException;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.rocks.ReachedMark.Reached;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database and the column families in it, one for each partition. One thread changes it;
 * who closes it has to see to it that nobody is inside.
 */
final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final EngineOptions options;
  private final ReachedMark reached;
  private final RocksDB db;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final Map<Partition, OpenPartition> open = new ConcurrentHashMap<>();
  private @Nullable ColumnFamilyHandle unused;

  private Engine(String path, ReachedMark reached, EngineOptions options) throws RocksDBException {
    this.options = options;
    this.reached = reached;
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
   * @throws CorruptStoreException when there is something in it that is not ours, or less than was
   *     acknowledged
   */
  static Engine open(DataDirectory directory, EngineOptions options) throws RocksDBException {
    ReachedMark mark = directory.reachedMark();
    Engine engine = new Engine(directory.database().toString(), mark, options);
    if (!options.isAfterDamage()) {
      try {
        mark.read().ifPresent(engine::checkReaches);
      } catch (CorruptStoreException e) {
        engine.close();
        throw e;
      }
    }
    engine.noteReached(engine.open.size());
    return engine;
  }

  private void checkReaches(Reached before) {
    if (db.getLatestSequenceNumber() < before.change()) {
      throw new CorruptStoreException(
          String.format(
              Locale.ROOT,
              "the end of a .log file in db is lost: it ends at change %,d, and change %,d had been"
                  + " acknowledged",
              db.getLatestSequenceNumber(),
              before.change()));
    }
    if (open.size() < before.partitions()) {
      throw new CorruptStoreException(
          "the end of the MANIFEST file in db is lost: it tells of %s partitions, and there were %s"
              .formatted(open.size(), before.partitions()));
    }
  }

  private void noteReached(int partitions) {
    reached.note(new Reached(db.getLatestSequenceNumber(), partitions));
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
    noteReached(open.size());
  }

  void drop(Partition partition) throws RocksDBException {
    OpenPartition dropped = open.get(partition);
    if (dropped != null) {
      noteReached(open.size() - 1);
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
    try {
      reached.close();
    } catch (IOException e) {
      log.warn("Closing the store: {}", e.toString());
    }
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

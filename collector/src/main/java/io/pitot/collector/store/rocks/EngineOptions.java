package io.pitot.collector.store.rocks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * The engine's settings. Blocks are written once, read in ranges, and dropped with their partition:
 * large blocks, compression that is strong where data comes to rest, universal compaction. Memory
 * is bounded over all partitions together, since each has a write buffer of its own.
 */
final class EngineOptions implements AutoCloseable {
  private static final long CACHE_BYTES = 128L << 20;
  private static final long WRITE_BUFFERS_BYTES = 128L << 20;
  private static final long WRITE_AHEAD_LOG_BYTES = 256L << 20;
  private static final long TABLE_BLOCK_BYTES = 64L << 10;
  private static final int ZSTD_LEVEL = 3;

  static {
    NativeLibrary.load();
  }

  private final boolean afterDamage;
  private final List<RocksObject> handles = new ArrayList<>();
  private final DBOptions database;
  private final ColumnFamilyOptions columnFamily;

  /**
   * @param afterDamage whether a log that is damaged before its end is read up to there; else it is
   *     an error
   */
  EngineOptions(boolean afterDamage) {
    this.afterDamage = afterDamage;
    LRUCache cache = keep(new LRUCache(CACHE_BYTES));
    database =
        keep(
            checked(afterDamage)
                .setWalRecoveryMode(
                    afterDamage
                        ? WALRecoveryMode.PointInTimeRecovery
                        : WALRecoveryMode.TolerateCorruptedTailRecords)
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWriteBufferManager(keep(new WriteBufferManager(WRITE_BUFFERS_BYTES, cache)))
                .setMaxTotalWalSize(WRITE_AHEAD_LOG_BYTES)
                // Else a log takes 70 MB of the disk from its first byte on.
                .setAllowFAllocate(false)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0));
    columnFamily =
        keep(
            new ColumnFamilyOptions()
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setBottommostCompressionOptions(
                    keep(new CompressionOptions().setEnabled(true).setLevel(ZSTD_LEVEL)))
                .setTableFormatConfig(
                    new BlockBasedTableConfig()
                        .setBlockSize(TABLE_BLOCK_BYTES)
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)));
  }

  /** The manifest says which logs there have to be; the engine's Java has no method for it. */
  private static DBOptions checked(boolean afterDamage) {
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", String.valueOf(!afterDamage));
    DBOptions options = DBOptions.getDBOptionsFromProps(properties);
    if (options == null) {
      throw new IllegalStateException("the engine does not know " + properties);
    }
    return options;
  }

  /** From now on an opening does not bring into tables what the log holds: that takes space. */
  void leaveLogsAsTheyAre() {
    database.setAvoidFlushDuringRecovery(true);
  }

  /** Whether what follows a damage of the log is let go. */
  boolean isAfterDamage() {
    return afterDamage;
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions columnFamily() {
    return columnFamily;
  }

  /** After the database is closed. */
  @Override
  public void close() {
    Collections.reverse(handles);
    handles.forEach(RocksObject::close);
    handles.clear();
  }

  private <T extends RocksObject> T keep(T handle) {
    handles.add(handle);
    return handle;
  }
}

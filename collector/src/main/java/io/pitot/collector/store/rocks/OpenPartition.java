package io.pitot.collector.store.rocks;

import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyHandle;

/**
 * A column family's handle and how many hold it: the store itself and each reader inside. Whoever
 * lets go last closes it; a dropped column family keeps its files until then.
 */
final class OpenPartition {
  private final ColumnFamilyHandle handle;
  private final AtomicInteger holders = new AtomicInteger(1);

  OpenPartition(ColumnFamilyHandle handle) {
    this.handle = handle;
  }

  ColumnFamilyHandle handle() {
    return handle;
  }

  /** False when it is closed already. */
  boolean acquire() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      handle.close();
    }
  }
}

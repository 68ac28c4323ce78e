package io.pitot.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Gives maps ids by identity, without keeping them alive and without calling their methods. Ids
 * begin at 1 and are never used again. Holds a bounded number of maps; of more it says nothing.
 */
final class MapRegistry {
  private static final int BUCKETS = 4096;
  private static final int MAX_MAPS = 16_384;

  private final AtomicReferenceArray<@Nullable MapRecord> buckets =
      new AtomicReferenceArray<>(BUCKETS);
  private final LeftOut leftOut;
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger size = new AtomicInteger();

  MapRegistry(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  /** The record of the map; null when there are too many. */
  @Nullable MapRecord of(Object map) {
    int bucket = bucket(map);
    MapRecord known = find(bucket, map);
    return known != null ? known : add(bucket, map, Stack.take());
  }

  /** The same for a map that the agent itself has come upon: no operation led to it. */
  @Nullable MapRecord found(Object map) {
    return of(map, Stack.NONE);
  }

  /** The same for a map that was used by {@code stack} before. */
  @Nullable MapRecord of(Object map, Stack stack) {
    int bucket = bucket(map);
    MapRecord known = find(bucket, map);
    return known != null ? known : add(bucket, map, stack);
  }

  /** The records of the maps that are still in use. */
  List<MapRecord> all() {
    List<MapRecord> all = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      for (MapRecord record = buckets.get(i); record != null; record = record.next) {
        if (record.map.get() != null) {
          all.add(record);
        }
      }
    }
    return all;
  }

  private static int bucket(Object map) {
    int hash = System.identityHashCode(map);
    return (hash ^ (hash >>> 12)) & (BUCKETS - 1);
  }

  private @Nullable MapRecord find(int bucket, Object map) {
    for (MapRecord record = buckets.get(bucket); record != null; record = record.next) {
      if (record.map.refersTo(map)) {
        return record;
      }
    }
    return null;
  }

  private @Nullable MapRecord add(int bucket, Object map, Stack stack) {
    if (size.get() >= MAX_MAPS) {
      leftOut.count(LeftOut.Reason.MAP_TABLE_FULL);
      return null;
    }
    while (true) {
      MapRecord first = buckets.get(bucket);
      MapRecord known = find(bucket, map);
      if (known != null) {
        return known;
      }
      MapRecord record = new MapRecord(lastId.incrementAndGet(), map, stack, first);
      if (buckets.compareAndSet(bucket, first, record)) {
        size.incrementAndGet();
        return record;
      }
    }
  }

  /** Forgets the maps that were collected. Called by one thread only. */
  void purge() {
    for (int i = 0; i < BUCKETS; i++) {
      MapRecord last = null;
      for (MapRecord record = buckets.get(i); record != null; record = record.next) {
        if (!record.map.refersTo(null)) {
          last = record;
        } else if (last != null) {
          last.next = record.next;
          size.decrementAndGet();
        } else if (buckets.compareAndSet(i, record, record.next)) {
          size.decrementAndGet();
        } else {
          break; // Another thread has just added one here; the next call goes on.
        }
      }
    }
  }
}

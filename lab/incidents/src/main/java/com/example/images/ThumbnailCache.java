package com.example.images;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** The most recently used thumbnails. A get moves its entry to the end: it is a write. */
final class ThumbnailCache {
  private static final int CAPACITY = 1_000;

  private final Map<String, byte[]> bySource = new LeastRecentlyUsed();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Lock forGet;

  ThumbnailCache(boolean getsShareTheLock) {
    forGet = getsShareTheLock ? lock.readLock() : lock.writeLock();
  }

  byte @Nullable [] get(String source) {
    forGet.lock();
    try {
      return bySource.get(source);
    } finally {
      forGet.unlock();
    }
  }

  void put(String source, byte[] thumbnail) {
    lock.writeLock().lock();
    try {
      bySource.put(source, thumbnail);
    } finally {
      lock.writeLock().unlock();
    }
  }

  int size() {
    return bySource.size();
  }

  /** How many the order of use leads to. */
  int linked() {
    lock.writeLock().lock();
    try {
      int linked = 0;
      // A broken order may go in a circle.
      for (String ignored : bySource.keySet()) {
        if (++linked > 2 * CAPACITY) {
          break;
        }
      }
      return linked;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static final class LeastRecentlyUsed extends LinkedHashMap<String, byte[]> {
    LeastRecentlyUsed() {
      super(2 * CAPACITY, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
      return size() > CAPACITY;
    }
  }
}

package io.pitot.agent.programs;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Two threads use one map of the named kind without a lock that keeps them apart; 2 % writes. */
public final class Racy {
  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
  private static final int KEYS = 1_000;
  private static final long NANOS = 3_000_000_000L;

  private Racy() {}

  public static void main(String[] arguments) throws InterruptedException {
    Object[] keys = new Object[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i;
    }
    boolean lru = arguments[0].equals("lru");
    Map<Object, Object> map = map(arguments[0]);
    if (lru) {
      for (Object key : keys) {
        map.put(key, key);
      }
    }
    Thread[] threads = new Thread[2];
    for (int i = 0; i < threads.length; i++) {
      Random random = new Random(i);
      threads[i] = new Thread(() -> use(map, keys, random, lru), "racer-" + i);
      threads[i].setDaemon(true); // it may never come out of a map that the race has made a ring
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join(2 * NANOS / 1_000_000);
    }
    System.out.println("done");
  }

  private static Map<Object, Object> map(String kind) {
    return switch (kind) {
      case "hash" -> new HashMap<>();
      case "linked" -> new LinkedHashMap<>();
      case "lru" -> new LinkedHashMap<>(16, 0.75f, true);
      case "tree" -> new TreeMap<>();
      case "identity" -> new IdentityHashMap<>();
      case "weak" -> new WeakHashMap<>();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void use(Map<Object, Object> map, Object[] keys, Random random, boolean lru) {
    long end = System.nanoTime() + NANOS;
    while (System.nanoTime() - end < 0) {
      Object key = keys[random.nextInt(KEYS)];
      try {
        if (lru) {
          // A read lock, and the map changes under it.
          LOCK.readLock().lock();
          try {
            map.get(key);
          } finally {
            LOCK.readLock().unlock();
          }
        } else if (random.nextInt(100) >= 2) {
          map.get(key);
        } else if (random.nextBoolean()) {
          map.put(key, key);
        } else {
          map.remove(key);
        }
      } catch (RuntimeException broken) {
        // What a race does to a map; the program goes on.
      }
    }
  }
}

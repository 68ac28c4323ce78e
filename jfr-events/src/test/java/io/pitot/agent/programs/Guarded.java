package io.pitot.agent.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Threads that share maps, each in a way that is right. No StampedLock here: beside one a race
 * would not be told.
 */
public final class Guarded {
  private static final int KEYS = 2_000;
  private static final long NANOS = 2_000_000_000L;

  private final Map<Integer, Integer> synchronizedMap =
      Collections.synchronizedMap(new HashMap<>());
  private final Map<Integer, Integer> synchronizedTree =
      Collections.synchronizedMap(new TreeMap<>());
  private final Map<Integer, Integer> synchronizedWeak =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<Integer, Integer> locked = new HashMap<>();
  private final Map<Integer, Integer> readOnly = new HashMap<>();
  private final Map<Integer, Integer> evicting =
      Collections.synchronizedMap(
          new LinkedHashMap<Integer, Integer>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
              return size() > 100;
            }
          });

  private Guarded() {
    for (int i = 0; i < KEYS; i++) {
      readOnly.put(i, i);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Guarded guarded = new Guarded();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      threads.add(new Thread(() -> guarded.use(random)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("done");
  }

  private void use(Random random) {
    long end = System.nanoTime() + NANOS;
    while (System.nanoTime() - end < 0) {
      int key = random.nextInt(KEYS);
      boolean write = random.nextInt(4) == 0;
      change(synchronizedMap, key, write);
      change(synchronizedTree, key, write);
      change(synchronizedWeak, key, write);
      change(evicting, key, write);
      underReadWriteLock(key, write);
      readOnly.get(key);
      alone(key);
      if (key % 50 == 0) {
        lookThrough();
      }
    }
  }

  private void lookThrough() {
    synchronizedMap.forEach((k, v) -> {});
    boolean unused = synchronizedWeak.containsValue(-1);
    lock.readLock().lock();
    try {
      locked.forEach((k, v) -> {});
      new ArrayList<>(locked.values()).forEach(v -> {});
      locked.entrySet().forEach(e -> {});
      if (locked.values().stream().anyMatch(v -> v < 0)) {
        throw new IllegalStateException("never put");
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void change(Map<Integer, Integer> map, int key, boolean write) {
    if (!write) {
      map.get(key);
    } else if (map.remove(key) == null) {
      map.put(key, key);
    }
  }

  private void underReadWriteLock(int key, boolean write) {
    var used = write ? lock.writeLock() : lock.readLock();
    used.lock();
    try {
      change(locked, key, write);
    } finally {
      used.unlock();
    }
  }

  /** Everything that one thread may do to a map of its own. */
  private static void alone(int key) {
    HashMap<Integer, Integer> own = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      own.put(i, key);
    }
    own.values().removeIf(value -> value != key);
    own.replaceAll((k, v) -> v + 1);
    own.computeIfAbsent(-1, k -> Math.max(own.size(), 1));
    own.compute(-2, (k, v) -> k);
    own.merge(-2, 1, Integer::sum);
    for (Iterator<Integer> keys = own.keySet().iterator(); keys.hasNext(); ) {
      if (keys.next() % 2 == 0) {
        keys.remove();
      }
    }
    if (key % 50 == 0) {
      copies(own, own.clone());
    }
    own.clear();
  }

  private static void copies(Map<Integer, Integer> own, Object clone) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(own);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        if (!clone.equals(in.readObject())) {
          throw new IllegalStateException("a copy differs");
        }
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.StampedLock;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Threads that read maps under a StampedLock without waiting for it, and again if that was wrong.
 */
public final class ThrownAwayReads {
  private static final int KEYS = 2_000;

  private static final StampedLock LOCK = new StampedLock();
  private static final Map<Integer, Integer> PRICES = new HashMap<>();
  private static final StampedMap OWN_LOCK = new StampedMap();

  private ThrownAwayReads() {}

  /** Guards itself, so that its own methods stand between the JDK's and the caller. */
  private static final class StampedMap extends HashMap<Integer, Integer> {
    private static final long serialVersionUID = 1;
    private final transient StampedLock own = new StampedLock();

    private void use(int key, boolean write) {
      long stamp = write ? own.writeLock() : own.tryOptimisticRead();
      try {
        if (write) {
          change(this, key);
        } else {
          look(this, key);
        }
      } catch (RuntimeException torn) {
        // What was read is thrown away.
      } finally {
        if (write) {
          own.unlockWrite(stamp);
        }
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try (Told told = new Told("pitot.AgentStatus", ThrownAwayReads::tellsOfRaces)) {
      for (int i = 0; i < 4; i++) {
        Random random = new Random(i);
        threads.add(new Thread(() -> use(random, told)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println(told.isTold() ? "done" : "no read has raced");
    }
  }

  /** Those that were not reported are counted. */
  private static boolean tellsOfRaces(RecordedEvent status) {
    return status.getString("leftOut").contains("suppressed race=");
  }

  private static void use(Random random, Told told) {
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (!told.isTold() && System.nanoTime() - end < 0) {
      int key = random.nextInt(KEYS);
      boolean write = random.nextInt(4) == 0;
      if (write) {
        long stamp = LOCK.writeLock();
        try {
          change(PRICES, key);
        } finally {
          LOCK.unlockWrite(stamp);
        }
      } else {
        read(key);
      }
      OWN_LOCK.use(key, write);
    }
  }

  private static void read(int key) {
    long stamp = LOCK.tryOptimisticRead();
    try {
      look(PRICES, key);
    } catch (RuntimeException torn) {
      stamp = 0;
    }
    if (!LOCK.validate(stamp)) {
      stamp = LOCK.readLock();
      try {
        look(PRICES, key);
      } finally {
        LOCK.unlockRead(stamp);
      }
    }
  }

  private static void change(Map<Integer, Integer> map, int key) {
    if (map.remove(key) == null) {
      map.put(key, key);
    }
  }

  /** Mostly at one key; now and then at all, in one of the ways that there are. */
  private static void look(Map<Integer, Integer> map, int key) {
    switch (key % 100) {
      case 0 -> map.forEach((k, v) -> check(v));
      case 1 -> map.values().forEach(ThrownAwayReads::check);
      case 2 -> map.keySet().iterator().forEachRemaining(ThrownAwayReads::check);
      case 3 -> check(map.values().stream().mapToInt(v -> v).max().orElse(0));
      case 4 -> check(map.containsValue(-1) ? -1 : 0);
      default -> check(map.getOrDefault(key, 0));
    }
  }

  private static void check(int value) {
    if (value < 0) {
      throw new IllegalStateException("never put");
    }
  }
}

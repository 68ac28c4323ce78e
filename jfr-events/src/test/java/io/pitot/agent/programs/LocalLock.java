package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntConsumer;
import jdk.jfr.consumer.RecordedEvent;

/** Threads that read a map under a StampedLock without waiting for it; no field holds the lock. */
public final class LocalLock {
  private static final int KEYS = 2_000;

  private LocalLock() {}

  public static void main(String[] arguments) throws InterruptedException {
    StampedLock lock = new StampedLock();
    Map<Integer, Integer> prices = new HashMap<>();
    IntConsumer change =
        key -> {
          long stamp = lock.writeLock();
          try {
            if (prices.remove(key) == null) {
              prices.put(key, key);
            }
          } finally {
            lock.unlockWrite(stamp);
          }
        };
    IntConsumer read =
        key -> {
          long stamp = lock.tryOptimisticRead();
          try {
            prices.get(key);
          } catch (RuntimeException torn) {
            stamp = 0;
          }
          if (!lock.validate(stamp)) {
            stamp = lock.readLock();
            try {
              prices.get(key);
            } finally {
              lock.unlockRead(stamp);
            }
          }
        };
    List<Thread> threads = new ArrayList<>();
    try (Told told = new Told("pitot.AgentStatus", LocalLock::tellsOfRaces)) {
      for (int i = 0; i < 4; i++) {
        Random random = new Random(i);
        threads.add(new Thread(() -> use(change, read, random, told)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println(told.isTold() ? "done" : "no read has raced");
    }
  }

  private static void use(IntConsumer change, IntConsumer read, Random random, Told told) {
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (!told.isTold() && System.nanoTime() - end < 0) {
      (random.nextInt(4) == 0 ? change : read).accept(random.nextInt(KEYS));
    }
  }

  /** Those that were not reported are counted. */
  private static boolean tellsOfRaces(RecordedEvent status) {
    return status.getString("leftOut").contains("suppressed race=");
  }
}

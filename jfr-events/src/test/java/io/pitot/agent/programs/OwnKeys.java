package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Threads that replace the values of keys of their own in one map, which keeps its structure. */
public final class OwnKeys {
  private static final int THREADS = 3;
  private static final int KEYS = 50;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final Map<Integer, Integer> COUNTS = new HashMap<>();

  private OwnKeys() {}

  public static void main(String[] arguments) throws InterruptedException {
    for (int key = 0; key < THREADS * KEYS; key++) {
      COUNTS.put(key, 0);
    }
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + NANOS;
    for (int i = 0; i < THREADS; i++) {
      int first = i * KEYS;
      threads.add(new Thread(() -> count(first, end)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("done");
  }

  private static void count(int first, long end) {
    for (int i = 0; System.nanoTime() - end < 0; i++) {
      int key = first + i % KEYS;
      COUNTS.put(key, COUNTS.getOrDefault(key, 0) + 1);
      COUNTS.merge(key, 1, Integer::sum);
    }
  }
}

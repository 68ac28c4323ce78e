package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Threads that read a map without a lock and read again where somebody changed it meanwhile. */
public final class OptimisticReads {
  private static final int KEYS = 2_000;
  private static final long NANOS = 2_000_000_000L;

  private OptimisticReads() {}

  public static void main(String[] arguments) throws InterruptedException {
    StampedBox<Map<Integer, Integer>> box = new StampedBox<>(new HashMap<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      threads.add(new Thread(() -> use(box, random)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("done");
  }

  private static void use(StampedBox<Map<Integer, Integer>> box, Random random) {
    long end = System.nanoTime() + NANOS;
    while (System.nanoTime() - end < 0) {
      int key = random.nextInt(KEYS);
      if (random.nextInt(4) != 0) {
        box.read(map -> map.get(key));
      } else if (random.nextBoolean()) {
        box.write(map -> map.put(key, key));
      } else {
        box.write(map -> map.remove(key));
      }
    }
  }
}

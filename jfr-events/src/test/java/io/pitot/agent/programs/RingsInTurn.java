package io.pitot.agent.programs;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Two threads put into one TreeMap, one after the other and under a lock; each of them walks for
 * long, round a ring that is opened for it in the end. Needs java.util opened.
 */
public final class RingsInTurn {
  private static final long WALK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private RingsInTurn() {}

  public static void main(String[] arguments) throws Exception {
    Map<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2));
    CountDownLatch end = new CountDownLatch(1);
    for (int key = 10; key < 12; key++) {
      walk(map, key, end);
    }
    end.countDown();
    System.out.println("done");
  }

  private static void walk(Map<Integer, Integer> map, int key, CountDownLatch end)
      throws ReflectiveOperationException, InterruptedException {
    Field root = TreeMap.class.getDeclaredField("root");
    root.setAccessible(true);
    Object first = root.get(map);
    Field right = first.getClass().getDeclaredField("right");
    right.setAccessible(true);
    Object last = first;
    while (right.get(last) != null) {
      last = right.get(last);
    }
    right.set(last, first);
    CountDownLatch out = new CountDownLatch(1);
    Thread walker =
        new Thread(
            () -> {
              synchronized (map) {
                map.put(key, key);
              }
              out.countDown();
              await(end);
            });
    walker.start();
    long begun = System.nanoTime();
    while (ManagementFactory.getThreadMXBean().getThreadCpuTime(walker.getId()) < WALK_NANOS) {
      if (System.nanoTime() - begun > Told.LIMIT_NANOS) {
        throw new IllegalStateException("the walker has found an end, or no processor");
      }
      Thread.sleep(10);
    }
    right.set(last, null);
    out.await();
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

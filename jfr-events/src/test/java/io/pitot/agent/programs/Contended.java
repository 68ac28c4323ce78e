package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Threads that wait for each other in a ConcurrentHashMap until it is told, and maps that grow: an
 * event may be left out where the machine leaves the agent no time.
 */
public final class Contended {
  private static final ConcurrentHashMap<String, Integer> HOT = new ConcurrentHashMap<>();
  private static final String NAME = Contended.class.getName();

  /** What the wait for a function takes at least. */
  public static final int LEAST_MILLIS = 50;

  private Contended() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.awaitAgent();
    growUntilTold(HashMap::new);
    growUntilTold(ConcurrentHashMap::new);
    try (Told merge = new Told("pitot.MapContention", wait -> isForFunction(wait, "merge"));
        Told put = new Told("pitot.MapContention", wait -> isForFunction(wait, "put"));
        Told site = new Told("pitot.MapSite", Contended::isOfHot)) {
      List<Thread> threads = new ArrayList<>();
      HOT.put("count", 0);
      for (int i = 0; i < 2; i++) {
        threads.add(start(() -> repeat(Contended::updateSlowly, merge)));
      }
      threads.add(start(() -> repeat(Contended::waitForFunction, put)));
      for (Thread thread : threads) {
        thread.join();
      }
      site.await();
    }
  }

  private static void growUntilTold(Supplier<Map<Integer, Integer>> kind) {
    Class<?> type = kind.get().getClass();
    try (Told grown = new Told("pitot.MapResize", resize -> isLarge(resize, type))) {
      repeat(() -> Told.grow(kind.get()), grown);
    }
  }

  /** Whether a map of that class has got its last and largest table. */
  public static boolean isLarge(RecordedEvent resize, Class<?> type) {
    return resize.getString("mapClass").equals(type.getName())
        && resize.getInt("oldCapacity") == 65_536
        && resize.getInt("newCapacity") == 131_072;
  }

  /** Whether the wait is one for a function that another thread gave to the map. */
  public static boolean isForFunction(RecordedEvent wait, String operation) {
    return wait.getString("cause").equals("compute_wait")
        && wait.getString("operation").equals(operation)
        && wait.getStackTrace().getFrames().stream()
            .anyMatch(frame -> frame.getMethod().getType().getName().equals(NAME));
  }

  private static boolean isOfHot(RecordedEvent site) {
    return site.getString("field").endsWith(".HOT");
  }

  private static void repeat(Runnable work, Told told) {
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (!told.isTold() && System.nanoTime() - end < 0) {
      work.run();
    }
  }

  private static void updateSlowly() {
    HOT.merge("count", 1, Contended::slowSum);
  }

  private static void waitForFunction() {
    CountDownLatch inFunction = new CountDownLatch(1);
    Thread waiter = Thread.currentThread();
    HOT.remove("slow");
    Thread computer =
        start(() -> HOT.computeIfAbsent("slow", key -> announceAndRest(inFunction, waiter)));
    try {
      inFunction.await();
      HOT.put("slow", 2);
      computer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int slowSum(int a, int b) {
    rest(2);
    return a + b;
  }

  /** Until the other thread waits, and for a while after that. */
  private static int announceAndRest(CountDownLatch inFunction, Thread waiter) {
    inFunction.countDown();
    while (waiter.getState() != Thread.State.BLOCKED) {
      rest(1);
    }
    rest(2 * LEAST_MILLIS);
    return 1;
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void rest(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

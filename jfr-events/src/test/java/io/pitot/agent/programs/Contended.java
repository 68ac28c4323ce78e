package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordedEvent;

/** Threads that wait for each other in a ConcurrentHashMap, and maps that grow. */
public final class Contended {
  private static final ConcurrentHashMap<String, Integer> HOT = new ConcurrentHashMap<>();
  private static final Map<Integer, Integer> GROWING = new HashMap<>();
  private static final Map<Integer, Integer> GROWING_SAFELY = new ConcurrentHashMap<>();

  private Contended() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.awaitAgent();
    Told.grow(GROWING);
    Told.grow(GROWING_SAFELY);
    try (Told site = new Told("pitot.MapSite", Contended::isOfHot)) {
      List<Thread> threads = new ArrayList<>();
      HOT.put("count", 0);
      for (int i = 0; i < 2; i++) {
        threads.add(start(Contended::updateSlowly));
      }
      threads.add(start(Contended::waitForFunction));
      for (Thread thread : threads) {
        thread.join();
      }
      site.await();
    }
  }

  private static boolean isOfHot(RecordedEvent site) {
    return site.getString("field").endsWith(".HOT");
  }

  private static void updateSlowly() {
    for (int i = 0; i < 500; i++) {
      HOT.merge("count", 1, Contended::slowSum);
    }
  }

  private static void waitForFunction() {
    CountDownLatch inFunction = new CountDownLatch(1);
    Thread computer = start(() -> HOT.computeIfAbsent("slow", key -> announceAndRest(inFunction)));
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

  private static int announceAndRest(CountDownLatch inFunction) {
    inFunction.countDown();
    rest(200);
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

package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordingStream;

/**
 * Does whatever there are events for, until those that are named have been told; an argument such
 * as {@code -pitot.MapRace} has the recording leave that event out. Prints all that were told.
 */
public final class AllKinds {
  /** What is told every ten seconds would have been told by then. */
  private static final int LEAST_SECONDS = 12;

  private static final int COLLIDING = 256;

  private static final Map<String, Integer> SESSIONS = Collections.synchronizedMap(new HashMap<>());
  private static final ConcurrentHashMap<String, Integer> COUNTS = new ConcurrentHashMap<>();
  private static final Map<Integer, Integer> SHARED = new HashMap<>();

  private static volatile boolean done;

  private AllKinds() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.grow(new HashMap<>());
    Set<String> awaited = new TreeSet<>();
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      if (argument.startsWith("-")) {
        settings.put(argument.substring(1) + "#enabled", "false");
      } else {
        awaited.add(argument);
      }
    }
    Set<String> told = new ConcurrentSkipListSet<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setSettings(settings);
      stream.onEvent(event -> told.add(event.getEventType().getName()));
      stream.startAsync();
      work(told, awaited);
    }
    told.removeIf(name -> !name.startsWith("pitot."));
    System.out.println("told: " + String.join(" ", told));
    // The race may have left a thread that never comes out of the map.
    System.exit(0);
  }

  private static void work(Set<String> told, Set<String> awaited) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    start(() -> hold(held));
    held.await();
    for (int i = 0; i < 2; i++) {
      start(() -> SESSIONS.put("a", 1));
      start(() -> COUNTS.merge("slow", 1, AllKinds::slowSum));
      start(AllKinds::getThenPut);
      start(AllKinds::race);
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < Told.LIMIT_NANOS
        && (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(LEAST_SECONDS)
            || !told.containsAll(awaited))) {
      Told.grow(new HashMap<>());
      if (collide() != COLLIDING) {
        throw new IllegalStateException("an entry is lost");
      }
      removeWhileReading();
    }
    done = true;
  }

  private static void hold(CountDownLatch held) {
    synchronized (SESSIONS) {
      held.countDown();
      while (!done) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static int slowSum(int a, int b) {
    LockSupport.parkNanos(2_000_000);
    return a + b;
  }

  private static void getThenPut() {
    Integer before = COUNTS.get("hits");
    LockSupport.parkNanos(1_000);
    COUNTS.put("hits", before == null ? 1 : before + 1);
  }

  private static void race() {
    for (int key = 0; key < 10_000; key++) {
      SHARED.get(key % 100);
      if (key % 50 == 0 && SHARED.remove(key % 100) == null) {
        SHARED.put(key % 100, key);
      }
    }
  }

  private static int collide() {
    Map<String, Integer> colliding = new HashMap<>();
    for (int i = 0; i < COLLIDING; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 1; bit < COLLIDING; bit <<= 1) {
        name.append((i & bit) == 0 ? "Aa" : "BB");
      }
      colliding.put(name.toString(), i);
    }
    return colliding.size();
  }

  @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the fault that is to be found
  private static void removeWhileReading() {
    List<Integer> keys = new ArrayList<>(Arrays.asList(1, 2, 3));
    Map<Integer, Integer> own = new HashMap<>();
    keys.forEach(key -> own.put(key, key));
    try {
      for (Integer key : own.keySet()) {
        own.remove(key);
      }
    } catch (ConcurrentModificationException expected) {
      // It is what is told.
    }
  }

  /** Over and over. */
  private static void start(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              while (!done) {
                try {
                  work.run();
                } catch (RuntimeException broken) {
                  // What a race does to a map; the program goes on.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}

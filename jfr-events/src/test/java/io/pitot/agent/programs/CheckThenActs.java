package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads count in one concurrent map: with get and put, rightly, or under a lock. */
public final class CheckThenActs {
  private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();
  private static final Counts OWN_CLASS = new Counts();
  private static final long NANOS = 2_000_000_000L;

  /** The calls name this class, not the JDK's. */
  private static final class Counts extends ConcurrentHashMap<String, Integer> {
    private static final long serialVersionUID = 1;

    private void getOrDefaultThenPut(String key) {
      Integer before = getOrDefault(key, 0);
      LockSupport.parkNanos(1_000);
      put(key, before + 1);
    }
  }

  private CheckThenActs() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.awaitAgent();
    boolean right = arguments[0].equals("right");
    List<Thread> threads = new ArrayList<>();
    try (Told lost = new Told("pitot.CheckThenAct", seen -> true)) {
      for (int i = 0; i < 3; i++) {
        String own = "own-" + i;
        Runnable counting = () -> count(arguments[0], own);
        threads.add(new Thread(() -> repeat(counting, right ? null : lost), "counter-" + i));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.println("done");
  }

  /** Until the fault is told, or long enough for one to show. */
  private static void repeat(Runnable counting, @Nullable Told lost) {
    long end = System.nanoTime() + (lost == null ? NANOS : Told.LIMIT_NANOS);
    while (System.nanoTime() - end < 0 && (lost == null || !lost.isTold())) {
      counting.run();
    }
  }

  private static void count(String how, String own) {
    switch (how) {
      case "get" -> getThenPut("hits");
      case "getOrDefault" -> OWN_CLASS.getOrDefaultThenPut("hits");
      case "containsKey" -> containsThenPut("hits");
      case "right" -> {
        COUNTS.merge("hits", 1, Integer::sum);
        getThenPut(own);
        synchronized (COUNTS) {
          getThenPut("locked");
          containsThenPut("locked too");
        }
        COUNTS.put("last", 1);
        COUNTS.putIfAbsent("once", 1);
      }
      default -> throw new IllegalArgumentException(how);
    }
  }

  private static void getThenPut(String key) {
    Integer before = COUNTS.get(key);
    LockSupport.parkNanos(1_000);
    COUNTS.put(key, before == null ? 1 : before + 1);
  }

  private static void containsThenPut(String key) {
    if (COUNTS.containsKey(key)) {
      COUNTS.remove(key);
    } else {
      LockSupport.parkNanos(1_000);
      COUNTS.put(key, 1);
    }
  }
}

package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Threads count in one concurrent map: with get and put until all that is named is told, or rightly
 * and under a lock.
 */
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
      Runnable act = () -> put(key, before + 1);
      act.run();
    }
  }

  private CheckThenActs() {}

  public static void main(String[] arguments) throws InterruptedException {
    Told.awaitAgent();
    boolean right = arguments[0].equals("right");
    Set<String> awaited = new HashSet<>(Set.of(arguments));
    List<Thread> threads = new ArrayList<>();
    try (Told lost = new Told("pitot.CheckThenAct", seen -> isLast(seen, awaited))) {
      for (int i = 0; i < 3; i++) {
        String own = "own-" + i;
        Runnable counting = right ? () -> countRightly(own) : CheckThenActs::countWrongly;
        threads.add(new Thread(() -> repeat(counting, right ? null : lost), "counter-" + i));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.println("done");
  }

  private static boolean isLast(RecordedEvent seen, Set<String> awaited) {
    awaited.remove(seen.getString("keyText"));
    return awaited.isEmpty();
  }

  /** Until the faults are told, or long enough for one to show. */
  private static void repeat(Runnable counting, @Nullable Told lost) {
    long end = System.nanoTime() + (lost == null ? NANOS : Told.LIMIT_NANOS);
    while (System.nanoTime() - end < 0 && (lost == null || !lost.isTold())) {
      counting.run();
    }
  }

  private static void countWrongly() {
    getThenPut("hits");
    OWN_CLASS.getOrDefaultThenPut("more hits");
    containsThenPut("some hits");
    askThenPut("asked hits");
    viewThenPut("viewed hits");
    if (!findOrMake("page")) {
      COUNTS.remove("page");
    }
  }

  private static void countRightly(String own) {
    COUNTS.merge("hits", 1, Integer::sum);
    getThenPut(own);
    askThenPut("asked " + own);
    synchronized (COUNTS) {
      getThenPut("locked");
      containsThenPut("locked too");
      askThenPut("locked and asked");
      viewThenPut("locked and viewed");
    }
    COUNTS.put("last", 1);
    readOrWrite(ThreadLocalRandom.current().nextBoolean());
    askOrWrite(ThreadLocalRandom.current().nextBoolean());
    findOrMake("made once");
  }

  /** Whether it was made; several may make it at once, and all but one in vain. */
  private static boolean findOrMake(String key) {
    if (COUNTS.get(key) != null) {
      return false;
    }
    LockSupport.parkNanos(5_000_000);
    COUNTS.putIfAbsent(key, 1);
    return true;
  }

  /** What is put here was never got here. */
  private static void readOrWrite(boolean write) {
    if (write) {
      COUNTS.put("latest", 1);
    } else {
      COUNTS.get("latest");
    }
  }

  /** What is put here was never asked for here. */
  private static void askOrWrite(boolean write) {
    if (write) {
      COUNTS.put("latest asked", 1);
    } else if (isCounted("latest asked")) {
      LockSupport.parkNanos(1_000);
    }
  }

  /** Asks for its caller. */
  private static boolean isCounted(String key) {
    return COUNTS.containsKey(key);
  }

  private static void askThenPut(String key) {
    if (isCounted(key)) {
      COUNTS.remove(key);
    } else {
      LockSupport.parkNanos(1_000);
      COUNTS.put(key, 1);
    }
  }

  private static void viewThenPut(String key) {
    if (COUNTS.keySet().contains(key)) {
      COUNTS.remove(key);
    } else {
      LockSupport.parkNanos(1_000);
      COUNTS.put(key, 1);
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

package io.pitot.agent.programs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Threads wait for each other in one map and race in another, until both are told; virtual threads
 * with the argument {@code virtual}.
 */
public final class WaitsAndRaces {
  private static final int LIMIT_MINUTES = 5;
  private static final int WRITE_EVERY = 51;
  private static final int WRITE_SELDOM = 5_003;

  /** Some 30 MB of entries. */
  private static final int MANY_WRITES = 1_000_000;

  private static final Integer[] KEYS = new Integer[1_000];

  private static final ConcurrentHashMap<String, Integer> COUNTS = new ConcurrentHashMap<>();
  private static final CountDownLatch WAIT_TOLD = new CountDownLatch(1);
  private static final CountDownLatch RACE_TOLD = new CountDownLatch(1);

  private WaitsAndRaces() {}

  public static void main(String[] arguments) throws InterruptedException {
    Consumer<Runnable> start =
        arguments.length > 0 && arguments[0].equals("virtual")
            ? WaitsAndRaces::startVirtual
            : WaitsAndRaces::startPlatform;
    Arrays.setAll(KEYS, i -> i);
    RecordingStream told = new RecordingStream();
    told.onEvent(
        "pitot.MapContention",
        wait -> {
          if (isOfCount(wait)) {
            WAIT_TOLD.countDown();
          }
        });
    told.onEvent("pitot.MapRace", race -> RACE_TOLD.countDown());
    told.startAsync();
    start.accept(WaitsAndRaces::count);
    start.accept(WaitsAndRaces::count);
    boolean waited = WAIT_TOLD.await(LIMIT_MINUTES, TimeUnit.MINUTES);
    Map<Integer, Integer> shared = new HashMap<>();
    start.accept(() -> race(shared));
    start.accept(() -> race(shared));
    boolean raced = RACE_TOLD.await(LIMIT_MINUTES, TimeUnit.MINUTES);
    told.close();
    System.out.println((waited ? "waited " : "") + (raced ? "raced " : "") + new HashMap<>());
    // A race may keep its threads in a ring for ever.
    System.exit(0);
  }

  public static boolean isOfCount(RecordedEvent wait) {
    return wait.getStackTrace().getFrames().stream()
        .anyMatch(
            frame ->
                frame.getMethod().getType().getName().equals(WaitsAndRaces.class.getName())
                    && frame.getMethod().getName().equals("count"));
  }

  private static void count() {
    while (WAIT_TOLD.getCount() > 0) {
      COUNTS.merge("count", 1, WaitsAndRaces::slowSum);
    }
  }

  private static int slowSum(int a, int b) {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return a + b;
  }

  /**
   * Writes seldom, and more seldom after a while, so that it makes little garbage: a JVM without a
   * collector has to bear it, however long it takes.
   */
  private static void race(Map<Integer, Integer> shared) {
    int untilWrite = 1;
    int writes = 0;
    for (int i = 0; RACE_TOLD.getCount() > 0; i = (i + 1) % KEYS.length) {
      try {
        shared.get(KEYS[i]);
        if (--untilWrite == 0) {
          untilWrite = writes++ < MANY_WRITES ? WRITE_EVERY : WRITE_SELDOM;
          shared.put(KEYS[i], KEYS[i]);
          shared.remove(KEYS[(i + KEYS.length / 2) % KEYS.length]);
        }
      } catch (RuntimeException broken) {
        // What a race does to a map; the program goes on.
      }
    }
  }

  private static void startPlatform(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  /** By reflection: JDK 17 has none. */
  private static void startVirtual(Runnable work) {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

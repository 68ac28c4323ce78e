package io.pitot.agent.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Two threads that want the same entry, and maps that grow, until the agent has told what the first
 * argument says. The recording is throttled by its settings.
 */
public final class Busy {
  private static final ConcurrentHashMap<Object, Integer> HOT = new ConcurrentHashMap<>();

  private Busy() {}

  /** A key that cannot be asked from inside the agent's hooks. */
  private static final class Brittle {
    @Override
    public int hashCode() {
      boolean isHook =
          StackWalker.getInstance().walk(frames -> frames.anyMatch(Brittle::isOfAgent));
      if (isHook) {
        throw new IllegalStateException("asked by a hook");
      }
      return 1;
    }

    private static boolean isOfAgent(StackWalker.StackFrame frame) {
      return frame.getClassName().startsWith("io.pitot.agent.planted.");
    }

    @Override
    public boolean equals(Object other) {
      return other == this;
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    String awaited = arguments[0];
    long startNanos = System.nanoTime();
    CountDownLatch told = new CountDownLatch(1);
    if (awaited.equals("cost")) {
      System.setErr(errors(told));
    }
    long end = startNanos + Told.LIMIT_NANOS;
    AtomicInteger waits = new AtomicInteger();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setSettings(Map.of("pitot.MapResize#throttle", "1/s"));
      stream.onEvent("pitot.MapContention", wait -> waits.incrementAndGet());
      stream.onEvent(
          event -> {
            if (isAwaited(event, awaited)) {
              told.countDown();
            }
          });
      stream.startAsync();
      Object key = awaited.equals("failure") ? new Brittle() : "count";
      Thread[] threads = {start(key, told, end), start(key, told, end)};
      while (!told.await(1, TimeUnit.MILLISECONDS) && System.nanoTime() - end < 0) {
        Told.grow(new HashMap<>());
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    System.out.printf(
        "%s, %d waits in %d s%n", told.getCount() == 0 ? "told" : "missing", waits.get(), seconds);
  }

  private static boolean isAwaited(RecordedEvent event, String awaited) {
    boolean isStatus = event.getEventType().getName().equals("pitot.AgentStatus");
    return switch (awaited) {
      case "throttles" ->
          isStatus
              && event.getString("leftOut").contains("contention beyond its throttle")
              && event.getString("leftOut").contains("resize beyond its throttle");
      case "cost" -> false;
      case "failure" -> isStatus && event.getString("state").equals("disabled");
      case "heat" ->
          event.getEventType().getName().equals("pitot.MapHeat")
              && event.getLong("operations") > event.getLong("waits")
              && !event.getString("latency").isEmpty()
              && !event.getString("waitLatency").isEmpty();
      default -> throw new IllegalArgumentException(awaited);
    };
  }

  /** The agent may give up before it writes events: the look at its cost does not wait for them. */
  private static PrintStream errors(CountDownLatch told) {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true) {
      @Override
      public void println(String line) {
        super.println(line);
        if (line.contains("switched itself off")) {
          told.countDown();
        }
      }
    };
  }

  private static Thread start(Object key, CountDownLatch told, long end) {
    Thread thread = new Thread(() -> use(key, told, end));
    thread.start();
    return thread;
  }

  /** Half a millisecond under the lock of one bin, and a few hundred short operations. */
  private static void use(Object key, CountDownLatch told, long end) {
    while (told.getCount() > 0 && System.nanoTime() - end < 0) {
      HOT.merge(key, 1, Busy::slowSum);
      for (int i = 0; i < 300; i++) {
        HOT.put(i, i);
      }
    }
  }

  private static int slowSum(int a, int b) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(500);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return a + b;
  }
}

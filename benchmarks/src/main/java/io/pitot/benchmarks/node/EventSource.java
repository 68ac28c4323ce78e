package io.pitot.benchmarks.node;

import java.util.concurrent.locks.LockSupport;

/**
 * A JVM that makes a steady number of JFR events: {@code EventSource EVENTS_PER_SECOND STACKS}.
 * They are parks of 20 ms and more, which are always recorded, from as many different stacks, one
 * after the other; ends with its standard input.
 */
public final class EventSource {
  private static final int THREADS = 8;
  private static final long PARK_NANOS = 21_000_000;

  private EventSource() {}

  public static void main(String[] arguments) throws Exception {
    int eventsPerSecond = Integer.parseInt(arguments[0]);
    int stacks = Integer.parseInt(arguments[1]);
    long intervalNanos = 1_000_000_000L * THREADS / eventsPerSecond;
    for (int i = 0; i < THREADS; i++) {
      int first = i;
      Thread thread = new Thread(() -> run(first, stacks, intervalNanos), "source-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {}
  }

  private static void run(int first, int stacks, long intervalNanos) {
    long nextNanos = System.nanoTime();
    int depth = Math.max(12, 32 - Integer.numberOfLeadingZeros(stacks));
    for (int i = first; ; i = (i + THREADS) % stacks) {
      nextNanos += intervalNanos;
      long sleepNanos = nextNanos - System.nanoTime() - PARK_NANOS;
      if (sleepNanos > 0) {
        sleep(sleepNanos);
      } else {
        nextNanos = System.nanoTime();
      }
      left(i, depth);
    }
  }

  /** Unlike a park it makes no event that anybody records. */
  private static void sleep(long nanos) {
    try {
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Which of the two calls the other is the stack's number in binary.

  private static void left(int number, int depth) {
    if (depth == 0) {
      long untilNanos = System.nanoTime() + PARK_NANOS;
      LockSupport.parkNanos(untilNanos - System.nanoTime());
    } else if ((number & 1) == 0) {
      left(number >> 1, depth - 1);
    } else {
      right(number >> 1, depth - 1);
    }
  }

  private static void right(int number, int depth) {
    left(number, depth);
  }
}

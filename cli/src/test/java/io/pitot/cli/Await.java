package io.pitot.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for a condition, with a limit. */
final class Await {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

  private Await() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadlineNanos = System.nanoTime() + LIMIT_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("not within three minutes: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}

package io.pitot.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what must happen, for as long as it may take on a slow machine. */
final class Await {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Await() {}

  static <T> T value(Duration limit, String what, Callable<Optional<T>> look) throws Exception {
    return value(limit, PAUSE, () -> what, look);
  }

  private static <T> T value(
      Duration limit, Duration pause, Supplier<String> what, Callable<Optional<T>> look)
      throws Exception {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> seen = look.call();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
      }
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }
  }

  static void until(Duration limit, String what, Callable<Boolean> look) throws Exception {
    until(limit, () -> what, look);
  }

  /** The same, telling at the end of the limit what was seen instead. */
  static void until(Duration limit, Supplier<String> what, Callable<Boolean> look)
      throws Exception {
    until(limit, PAUSE, what, look);
  }

  /** The same with a longer pause between two looks, for looks that cost something. */
  static void until(Duration limit, Duration pause, Supplier<String> what, Callable<Boolean> look)
      throws Exception {
    value(limit, pause, what, () -> look.call() ? Optional.of(true) : Optional.empty());
  }
}

package io.pitot.daemon.ship;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between attempts, each drawn from the upper half, so that daemons spread. */
final class Backoff {
  private final long firstNanos;
  private final long maxNanos;
  private long nextNanos;

  Backoff(Duration first, Duration max) {
    firstNanos = first.toNanos();
    maxNanos = max.toNanos();
    nextNanos = firstNanos;
  }

  long nextNanos() {
    long pause = nextNanos;
    nextNanos = Math.min(maxNanos, nextNanos * 2);
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }

  void reset() {
    nextNanos = firstNanos;
  }
}

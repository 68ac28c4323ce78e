package io.pitot.benchmarks;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A target whose events can be recognised: parks now and then for long enough to be recorded, and
 * prints when each park ended, in ms since the epoch.
 */
final class Ticker {
  static final String FRAME = Ticker.class.getName() + ".tick";

  private static final int LONGEST_PAUSE_MILLIS = 200;
  private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Ticker() {}

  public static void main(String[] args) throws InterruptedException {
    while (true) {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
      tick();
      System.out.println(System.currentTimeMillis());
    }
  }

  private static void tick() {
    // Against an early return, which would be too short an event to be recorded.
    long endNanos = System.nanoTime() + PARK_NANOS;
    LockSupport.parkNanos(PARK_NANOS);
    if (System.nanoTime() - endNanos < -PARK_NANOS / 2) {
      throw new IllegalStateException("woken without a reason");
    }
  }
}

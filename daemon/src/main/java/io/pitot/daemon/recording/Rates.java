package io.pitot.daemon.recording;

import java.time.Duration;

/**
 * How closely JVMs are looked at: what an operator may change of the settings.
 *
 * @param cpu between two samples of running threads; of each thread's CPU time on JDK 25
 * @param allocPerSecond samples of allocations
 * @param lock shorter waits for monitors are not recorded
 * @param park shorter parks and {@code Object.wait} are not recorded
 */
public record Rates(Duration cpu, int allocPerSecond, Duration lock, Duration park) {
  /** Those that the files of settings hold. */
  public static final Rates DEFAULT =
      new Rates(Duration.ofMillis(20), 150, Duration.ofMillis(1), Duration.ofMillis(1));

  /** Those of a drill: every wait for a monitor. */
  static final Rates DRILL =
      new Rates(Duration.ofMillis(10), 1_000, Duration.ZERO, Duration.ofNanos(100_000));
}

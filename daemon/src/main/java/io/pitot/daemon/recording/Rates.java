package io.pitot.daemon.recording;

import java.time.Duration;

/**
 * How closely JVMs are looked at: what an operator may change of the settings.
 *
 * @param cpu between two looks at running threads, up to JDK 24. Each look costs the JVM 40
 *     microseconds, whether threads run or not
 * @param cpuTime of a thread's CPU time between two samples of it, from JDK 25 on
 * @param allocPerSecond samples of allocations
 * @param lock shorter waits for monitors are not recorded
 * @param park shorter parks and {@code Object.wait} are not recorded
 */
public record Rates(
    Duration cpu, Duration cpuTime, int allocPerSecond, Duration lock, Duration park) {
  /** Those that the files of settings hold. */
  public static final Rates DEFAULT =
      new Rates(
          Duration.ofMillis(40),
          Duration.ofMillis(20),
          50,
          Duration.ofMillis(1),
          Duration.ofMillis(1));

  /** Those of a drill: every wait for a monitor. */
  static final Rates DRILL =
      new Rates(
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          1_000,
          Duration.ZERO,
          Duration.ofNanos(100_000));

  Rates withPark(Duration other) {
    return new Rates(cpu, cpuTime, allocPerSecond, lock, other);
  }
}

package io.pitot.jfr;

/**
 * A chunk's clock: ticks since {@code startTicks} at {@code startNanos} of the epoch.
 *
 * @param ticksPerSecond at least 1
 */
public record TickClock(long startNanos, long startTicks, long ticksPerSecond) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The moment in nanoseconds since the epoch. */
  public long epochNanos(long ticks) {
    return startNanos + spanNanos(ticks - startTicks);
  }

  /** The length in nanoseconds, cut to a whole one. */
  public long spanNanos(long ticks) {
    return (long) (ticks / (ticksPerSecond / NANOS_PER_SECOND));
  }
}

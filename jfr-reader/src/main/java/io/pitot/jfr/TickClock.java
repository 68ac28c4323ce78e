package io.pitot.jfr;

/**
 * A chunk's clock: ticks since {@code startTicks} at {@code startNanos} of the epoch.
 *
 * <p>Moments and spans are converted as JDK Mission Control does it, to the nanosecond. The JDK's
 * own reader agrees on moments, which both cut to a whole nanosecond; of spans it keeps the whole
 * nanoseconds where Mission Control rounds. The two differ, by one nanosecond, only where a tick is
 * no nanosecond, and never here, where the end of an event is its start plus its duration.
 *
 * @param ticksPerSecond at least 1
 */
public record TickClock(long startNanos, long startTicks, long ticksPerSecond) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The moment in nanoseconds since the epoch. */
  public long epochNanos(long ticks) {
    return startNanos + (long) ((ticks - startTicks) / ticksPerNano());
  }

  /** The length in nanoseconds, rounded to a whole one. */
  public long spanNanos(long ticks) {
    return Math.round(ticks * (1 / ticksPerNano()));
  }

  private double ticksPerNano() {
    return ticksPerSecond / NANOS_PER_SECOND;
  }
}

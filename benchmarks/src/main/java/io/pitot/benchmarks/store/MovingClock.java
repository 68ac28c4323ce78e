package io.pitot.benchmarks.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is set: a month passes in minutes. */
final class MovingClock extends Clock {
  private volatile long seconds;

  void set(long epochSeconds) {
    seconds = epochSeconds;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(seconds);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

package io.pitot.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until a test moves it. */
public final class MovableClock extends Clock {
  private volatile Instant now;

  public MovableClock(long epochSeconds) {
    now = Instant.ofEpochSecond(epochSeconds);
  }

  public void forward(Duration time) {
    now = now.plus(time);
  }

  public void back(Duration time) {
    now = now.minus(time);
  }

  @Override
  public Instant instant() {
    return now;
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

package io.pitot.collector.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that data is let go by. A clock that jumps ahead would let all of it go, so time is what
 * has passed since the newest window, by a clock that does not jump; and a newer window moves it
 * on. Where that is a large step, as after a long stop, it has to last for a while before it is
 * believed.
 *
 * <p>Time is never beyond the collector's clock. One that is set back lets data stay longer.
 */
final class TrustedTime {
  /** A step that is believed at once: clocks are corrected by seconds, and windows come late. */
  private static final Duration SMALL_STEP = Duration.ofMinutes(15);

  /** A larger one is believed when it lasted so long. */
  private static final Duration HOLD = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(TrustedTime.class);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private long anchorMillis;
  private long anchorNanos;
  private long newestMillis;
  private long newestNanos;
  private long steppedNanos;
  private boolean hasStepped;
  private boolean isBeside;

  /**
   * @param newestMillis the end of the newest window; the clock is believed when it is negative
   */
  TrustedTime(Clock clock, LongSupplier nanoTime, long newestMillis) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.newestMillis = newestMillis;
    this.anchorNanos = nanoTime.getAsLong();
    this.newestNanos = anchorNanos;
    this.anchorMillis = newestMillis < 0 ? clock.millis() : Math.min(clock.millis(), newestMillis);
  }

  /** A window that ends then was stored. */
  synchronized void stored(long endMillis) {
    long nanos = nanoTime.getAsLong();
    if (endMillis > millisSince(newestMillis, newestNanos, nanos)) {
      newestMillis = endMillis;
      newestNanos = nanos;
    }
  }

  /** Now, or earlier. */
  synchronized Instant now() {
    long nanos = nanoTime.getAsLong();
    long passed = passedMillis(nanos);
    long borneOut = Math.min(clock.millis(), millisSince(newestMillis, newestNanos, nanos));
    long ahead = borneOut - passed;
    if (ahead > SMALL_STEP.toMillis()) {
      if (!hasStepped) {
        hasStepped = true;
        steppedNanos = nanos;
      }
      if (nanos - steppedNanos >= HOLD.toNanos()) {
        move(borneOut, nanos);
      }
    } else {
      hasStepped = false;
      if (ahead > 0) {
        move(borneOut, nanos);
      }
    }
    long trusted = Math.min(clock.millis(), passedMillis(nanos));
    say(trusted);
    return Instant.ofEpochMilli(trusted);
  }

  /** Now, or later: a clock that was set back does not make windows come from the future. */
  synchronized Instant latest() {
    return Instant.ofEpochMilli(Math.max(clock.millis(), passedMillis(nanoTime.getAsLong())));
  }

  private long passedMillis(long nanos) {
    return millisSince(anchorMillis, anchorNanos, nanos);
  }

  private static long millisSince(long millis, long thenNanos, long nanos) {
    return millis + Duration.ofNanos(nanos - thenNanos).toMillis();
  }

  private void move(long millis, long nanos) {
    anchorMillis = millis;
    anchorNanos = nanos;
    hasStepped = false;
  }

  private void say(long trustedMillis) {
    boolean beside = clock.millis() - trustedMillis > SMALL_STEP.toMillis() && newestMillis >= 0;
    if (beside != isBeside) {
      isBeside = beside;
      if (beside) {
        log.info(
            "The clock says {}, and no window is newer than {}: nothing is let go by the clock",
            clock.instant(),
            Instant.ofEpochMilli(newestMillis));
      } else {
        log.info("The clock and the windows agree");
      }
    }
  }
}

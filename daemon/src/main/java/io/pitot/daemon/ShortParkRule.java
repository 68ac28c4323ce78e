package io.pitot.daemon;

import io.pitot.daemon.fold.ParkTally;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the short parks of a JVM are worth what they cost it. They are not where idle threads
 * park often, and hardly any other: then they are left out, but for a look now and then, since what
 * threads wait for may have become something else.
 */
final class ShortParkRule {
  /** Each costs the JVM about 3 microseconds: this many take 0.3 ms of CPU a second. */
  static final int MOST_PER_SECOND = 100;

  /** Of all short parks those that tell of a lock or a pool are kept, unless they are so few. */
  private static final int ONE_HELD_UP_OF = 20;

  private static final long OBSERVED_MILLIS = TimeUnit.SECONDS.toMillis(20);
  private static final long LEFT_OUT_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private boolean isRecorded = true;
  private @Nullable ParkTally since;
  private long sinceMillis;

  /** From now on they are recorded or not. */
  void recorded(boolean recorded) {
    isRecorded = recorded;
    since = null;
  }

  boolean isRecorded() {
    return isRecorded;
  }

  /**
   * Looks at what was read.
   *
   * @param flushedMillis up to when, ms since the epoch by the JVM's clock; 0 for nothing yet
   * @return whether to record them from now on; empty to go on as it is
   */
  Optional<Boolean> look(ParkTally parks, long flushedMillis) {
    if (flushedMillis == 0) {
      return Optional.empty();
    }
    ParkTally before = since;
    long millis = flushedMillis - sinceMillis;
    if (before == null) {
      begin(parks, flushedMillis);
      return Optional.empty();
    }
    if (!isRecorded) {
      return millis >= LEFT_OUT_MILLIS ? Optional.of(true) : Optional.empty();
    }
    if (millis < OBSERVED_MILLIS) {
      return Optional.empty();
    }
    begin(parks, flushedMillis);
    long idle = parks.idle() - before.idle();
    long heldUp = parks.heldUp() - before.heldUp();
    boolean isTooMuch = idle * TimeUnit.SECONDS.toMillis(1) > MOST_PER_SECOND * millis;
    return isTooMuch && heldUp * ONE_HELD_UP_OF < idle ? Optional.of(false) : Optional.empty();
  }

  private void begin(ParkTally parks, long flushedMillis) {
    since = parks;
    sinceMillis = flushedMillis;
  }
}

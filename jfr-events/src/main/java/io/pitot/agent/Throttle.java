package io.pitot.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many events of one kind may be written: what the option allows and what the recordings'
 * settings allow, whichever is less. Hooks take from it without a lock; one thread fills it.
 */
final class Throttle {
  static final double UNLIMITED = Double.POSITIVE_INFINITY;

  /** More are no throttle. */
  private static final double MOST = 1e9;

  private final double ofOption;
  private final AtomicInteger left;
  private volatile double perSecond;
  private double earned;

  Throttle(double ofOption) {
    this.ofOption = ofOption;
    this.perSecond = ofOption;
    this.left = new AtomicInteger(ofOption > 0 ? 1 : 0);
  }

  /** Whether one more event may be written. */
  boolean take() {
    return perSecond == UNLIMITED || (left.get() > 0 && left.getAndDecrement() > 0);
  }

  /** What the settings of the recordings allow now. */
  void limit(double ofSettings) {
    perSecond = Math.min(ofOption, ofSettings);
  }

  /** Lets in what has been earned since the last call; a second's worth is kept at most. */
  void fill(double seconds) {
    double rate = perSecond;
    if (rate == UNLIMITED) {
      return;
    }
    earned += rate * seconds;
    int whole = (int) Math.min(MOST, earned);
    earned -= whole;
    int most = (int) Math.max(1, Math.min(MOST, rate));
    int now = left.get();
    while (!left.compareAndSet(now, Math.min(most, Math.max(0, now) + whole))) {
      now = left.get();
    }
  }

  /**
   * Events per second of a text such as {@code 100/s}, {@code 5/m} or, for no limit, {@code off}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static double parse(String text) {
    if (text.equals("off")) {
      return UNLIMITED;
    }
    int slash = text.indexOf('/');
    if (slash > 0) {
      try {
        return Long.parseUnsignedLong(text.substring(0, slash).trim())
            * (double) TimeUnit.SECONDS.toNanos(1)
            / nanos(text.substring(slash + 1).trim());
      } catch (NumberFormatException e) {
        // Told below, with what would be right.
      }
    }
    throw new IllegalArgumentException("'" + text + "': expected a rate such as 100/s");
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> TimeUnit.MICROSECONDS.toNanos(1);
      case "ms" -> TimeUnit.MILLISECONDS.toNanos(1);
      case "s" -> TimeUnit.SECONDS.toNanos(1);
      case "m" -> TimeUnit.MINUTES.toNanos(1);
      case "h" -> TimeUnit.HOURS.toNanos(1);
      case "d" -> TimeUnit.DAYS.toNanos(1);
      default -> throw new NumberFormatException(unit);
    };
  }
}

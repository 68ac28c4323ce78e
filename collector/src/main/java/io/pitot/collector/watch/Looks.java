package io.pitot.collector.watch;

import java.time.Duration;

/**
 * When a growing comparison is looked at, and what each look may spend. The n-th look spends 1/2^n
 * of the rate of false discoveries: a half, a quarter, an eighth. However many looks there are, all
 * together spend no more than one comparison would. A look is due when twice as much of the new
 * release is there as at the look before.
 */
final class Looks {
  /** After which the comparison is closed: with a first look at 5 min, at about 11 h. */
  static final int MOST = 8;

  private final long firstMillis;

  Looks(Duration first) {
    this.firstMillis = first.toMillis();
  }

  /** The part of the rate that look {@code number}, counted from 1, may spend. */
  static double part(int number) {
    return Math.pow(0.5, number);
  }

  /**
   * How much of the new release must be there for the look after one at {@code spanMillis}.
   *
   * @param spanMillis 0 before the first look
   */
  long next(long spanMillis) {
    long next = firstMillis;
    while (next <= spanMillis) {
      next *= 2;
    }
    return next;
  }
}

package io.pitot.collector.diff;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as they leave: no more digits than mean something, for the sake of the payload. */
final class Rounded {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Rounded() {}

  /** A fraction of the total in points, to a ten-thousandth of a point. */
  static double points(double fraction) {
    return Math.round(fraction * 1e6) / 1e4;
  }

  /** A probability to three digits. */
  static double q(double q) {
    return new BigDecimal(q).round(THREE_DIGITS).doubleValue();
  }
}

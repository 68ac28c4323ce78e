package io.pitot.collector.diff;

import org.hipparchus.special.Gamma;

/** The inverse of the trigamma function, which falls from infinity at 0 to 0 at infinity. */
final class TrigammaInverse {
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;
  private static final int STEPS = 80;

  private TrigammaInverse() {}

  /** The x with trigamma(x) = {@code value}, for a positive value, found by bisection of ln x. */
  static double of(double value) {
    if (value >= Gamma.trigamma(SMALLEST)) {
      return 1 / Math.sqrt(value);
    }
    if (value <= Gamma.trigamma(LARGEST)) {
      return 1 / value;
    }
    double low = Math.log(SMALLEST);
    double high = Math.log(LARGEST);
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (Gamma.trigamma(Math.exp(middle)) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }
}

package io.pitot.collector.diff;

/**
 * How much more the candidate had to do than the base, told by what did not change.
 *
 * @param ratio 1 for as much; NaN when it is not known
 * @param margin how far the ratio's logarithm may be off
 */
public record Load(double ratio, double margin) {
  /** When nothing tells it. */
  public static final Load UNKNOWN = new Load(Double.NaN, 0);

  boolean isKnown() {
    return !Double.isNaN(ratio);
  }
}

package io.pitot.collector.diff;

import java.util.function.UnaryOperator;

/**
 * What another comparison of the same arms knows.
 *
 * @param load for values that do not tell it themselves
 * @param told completes what is told of a finding
 */
public record Elsewhere(Load load, UnaryOperator<Finding> told) {
  static final Elsewhere NOTHING = telling(UnaryOperator.identity());

  /** When values tell the load themselves. */
  public static Elsewhere telling(UnaryOperator<Finding> told) {
    return new Elsewhere(Load.UNKNOWN, told);
  }
}

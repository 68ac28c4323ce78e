package io.pitot.collector.diff;

import java.util.function.UnaryOperator;

/**
 * What another comparison of the same arms knows.
 *
 * @param load for values that do not tell it themselves
 * @param told completes what is told of a finding
 */
public record Elsewhere(Load load, UnaryOperator<Finding> told) {
  static final Elsewhere NOTHING = new Elsewhere(Load.UNKNOWN, UnaryOperator.identity());
}

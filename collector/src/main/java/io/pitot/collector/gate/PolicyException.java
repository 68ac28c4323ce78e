package io.pitot.collector.gate;

import java.util.List;

/** A policy file is wrong; the problems name their lines. */
public final class PolicyException extends Exception {
  private final transient List<Problem> problems;

  /** One thing that is wrong, at a line counted from 1. */
  public record Problem(int line, String message) {
    @Override
    public String toString() {
      return "line %s: %s".formatted(line, message);
    }
  }

  PolicyException(List<Problem> problems) {
    super(String.join("; ", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  /** In the order of the lines. */
  public List<Problem> problems() {
    return problems;
  }
}

package io.pitot.collector.query;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What a label has to be. A label that a series does not have is empty. */
public final class LabelMatcher {
  private static final Map<String, String> ALIASES =
      Map.of(
          "service.name", "service",
          "service_name", "service",
          "service.version", "release",
          "service.instance.id", "instance",
          "host.name", "node");

  private final String label;
  private final Operator operator;
  private final String value;
  private final @Nullable Pattern pattern;

  /** How a label's value is compared; regular expressions match the whole value. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** As it is written. */
    public String symbol() {
      return symbol;
    }
  }

  private LabelMatcher(String label, Operator operator, String value, @Nullable Pattern pattern) {
    this.label = label;
    this.operator = operator;
    this.value = value;
    this.pattern = pattern;
  }

  /**
   * A matcher for the label, under its own name or one of its aliases.
   *
   * @throws InvalidQueryException when the value is no regular expression and has to be
   */
  public static LabelMatcher of(String label, Operator operator, String value) {
    boolean isPattern = operator == Operator.MATCHES || operator == Operator.MATCHES_NOT;
    try {
      return new LabelMatcher(
          ALIASES.getOrDefault(label, label),
          operator,
          value,
          isPattern ? Pattern.compile(value, Pattern.DOTALL) : null);
    } catch (PatternSyntaxException e) {
      throw new InvalidQueryException(
          "'%s' is no regular expression: %s".formatted(value, e.getDescription()));
    }
  }

  /** Asks for this very value. */
  public static LabelMatcher equal(String label, String value) {
    return of(label, Operator.EQUAL, value);
  }

  /** The label's own name. */
  public String label() {
    return label;
  }

  /** Matchers are equal when they are written the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelMatcher matcher && matcher.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The only value that matches, if there is only one. */
  Optional<String> equalTo() {
    return operator == Operator.EQUAL ? Optional.of(value) : Optional.empty();
  }

  boolean matches(String actual) {
    return switch (operator) {
      case EQUAL -> actual.equals(value);
      case NOT_EQUAL -> !actual.equals(value);
      case MATCHES -> matchesPattern(actual);
      case MATCHES_NOT -> !matchesPattern(actual);
    };
  }

  private boolean matchesPattern(String actual) {
    return pattern != null && pattern.matcher(new BoundedText(actual)).matches();
  }

  @Override
  public String toString() {
    String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return label + operator.symbol() + '"' + quoted + '"';
  }
}

package io.pitot.collector.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Label matchers as text: {@code {release="1.0", instance=~"a|b"}}. The braces may be left out, and
 * nothing or {@code {}} matches everything.
 */
public final class MatchExpression {
  private static final int MAX_CHARS = 4096;
  private static final int MAX_MATCHERS = 32;
  private static final Pattern MATCHER =
      Pattern.compile(
          "\\s*(?<label>[A-Za-z_][A-Za-z0-9_.:/-]*)\\s*(?<operator>=~|!~|!=|=)"
              + "\\s*\"(?<value>(?:[^\"\\\\]|\\\\.)*+)\"\\s*");

  private MatchExpression() {}

  /**
   * Reads an expression.
   *
   * @throws InvalidQueryException when it is none
   */
  public static List<LabelMatcher> parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw new InvalidQueryException(
          "the match expression has %s characters, at most %s are read"
              .formatted(text.length(), MAX_CHARS));
    }
    String inner = text.strip();
    if (inner.startsWith("{") && inner.endsWith("}") && inner.length() > 1) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    List<LabelMatcher> matchers = new ArrayList<>();
    Matcher next = MATCHER.matcher(inner);
    int at = 0;
    while (at < inner.length()) {
      if (!next.region(at, inner.length()).lookingAt() || matchers.size() == MAX_MATCHERS) {
        throw cannotRead(text, inner.substring(at));
      }
      matchers.add(
          LabelMatcher.of(
              next.group("label"), operator(next.group("operator")), value(next.group("value"))));
      at = next.end();
      if (at < inner.length() && inner.charAt(at++) != ',') {
        throw cannotRead(text, inner.substring(at - 1));
      }
    }
    return List.copyOf(matchers);
  }

  /** Writes an expression that {@link #parse} reads. */
  public static String text(List<LabelMatcher> matchers) {
    return matchers.stream()
        .map(LabelMatcher::toString)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static LabelMatcher.Operator operator(String symbol) {
    for (LabelMatcher.Operator operator : LabelMatcher.Operator.values()) {
      if (operator.symbol().equals(symbol)) {
        return operator;
      }
    }
    throw new InvalidQueryException("'" + symbol + "' is no operator: use =, !=, =~ or !~");
  }

  private static String value(String escaped) {
    StringBuilder value = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\') {
        i++;
        c = escaped.charAt(i) == 'n' ? '\n' : escaped.charAt(i);
      }
      value.append(c);
    }
    return value.toString();
  }

  private static InvalidQueryException cannotRead(String text, String rest) {
    return new InvalidQueryException(
        "cannot read the match expression '%s' from '%s' on: write {release=\"1.0\", instance=~\"a|b\"}, at most %s matchers"
            .formatted(text, rest, MAX_MATCHERS));
  }
}

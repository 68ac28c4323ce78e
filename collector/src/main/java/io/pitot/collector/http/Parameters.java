package io.pitot.collector.http;

import io.javalin.http.Context;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.LabelMatcher;
import io.pitot.collector.query.MatchExpression;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.tree.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The query string of a request. A parameter without a value counts as not given. */
final class Parameters {
  private final Context request;
  private final Instant now;

  Parameters(Context request, Clock clock) {
    this.request = request;
    this.now = clock.instant();
  }

  /** The value; empty when it is not given. */
  String text(String name) {
    String value = request.queryParam(name);
    return value == null ? "" : value;
  }

  String text(String name, String otherwise) {
    String value = text(name);
    return value.isEmpty() ? otherwise : value;
  }

  /** All values of a parameter that may be given several times, or with commas between. */
  List<String> texts(String name) {
    return request.queryParams(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw new InvalidQueryException(
          "the parameter '%s' is missing: %s?%s=...".formatted(name, request.path(), name));
    }
    return value;
  }

  long number(String name, long otherwise, long min, long max) {
    String value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,15}")) {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new InvalidQueryException(
        "'%s' is '%s': expected a number from %s to %s".formatted(name, value, min, max));
  }

  /** {@code true} or {@code false}; false when it is not given. */
  boolean flag(String name) {
    String value = text(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new InvalidQueryException(
          "'%s' is '%s': expected true or false".formatted(name, value));
    }
    return value.equals("true");
  }

  TimeRange range() {
    return range("from", "to");
  }

  /** The range by {@code from} and {@code to}, from {@code otherwise} when nothing is said. */
  TimeRange rangeFrom(String otherwise) {
    return new TimeRange(
        TimeExpression.parseMillis("from", text("from", otherwise), now),
        TimeExpression.parseMillis("to", text("to", "now"), now));
  }

  /** The range by these names, else by {@code from} and {@code to}, else the last hour. */
  TimeRange range(String from, String to) {
    return new TimeRange(
        TimeExpression.parseMillis(from, text(from, text("from", "now-1h")), now),
        TimeExpression.parseMillis(to, text(to, text("to", "now")), now));
  }

  Value value(String type) {
    String value = text("value", type.equals("cpu") ? "count" : "sum");
    return switch (value) {
      case "count" -> Value.COUNT;
      case "sum" -> Value.SUM;
      default ->
          throw new InvalidQueryException(
              "'value' is '%s': expected count or sum".formatted(value));
    };
  }

  /** What {@code service}, {@code match}, {@code release} and the range select. */
  Selection selection() {
    List<LabelMatcher> matchers = new ArrayList<>(MatchExpression.parse(text("match")));
    if (!text("release").isEmpty()) {
      matchers.add(LabelMatcher.equal("release", text("release")));
    }
    return new Selection(required("service"), matchers, range());
  }
}

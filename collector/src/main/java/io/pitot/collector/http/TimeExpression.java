package io.pitot.collector.http;

import io.pitot.collector.query.InvalidQueryException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people and tools write it: {@code now}, {@code now-1h}, RFC 3339, or a number since the
 * epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by its size.
 */
final class TimeExpression {
  private static final Pattern RELATIVE = Pattern.compile("now(?:-([0-9]{1,9})([smhdw]))?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private TimeExpression() {}

  /** In ms since the epoch. */
  static long parseMillis(String name, String text, Instant now) {
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      return relative.group(1) == null
          ? now.toEpochMilli()
          : Math.max(0, now.toEpochMilli() - millis(relative.group(1), relative.group(2)));
    }
    try {
      return NUMBER.matcher(text).matches()
          ? numberToMillis(Long.parseLong(text))
          : Math.max(0, OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
      throw new InvalidQueryException(
          "'%s' is '%s': write now, now-15m (s, m, h, d, w), 2026-01-31T12:00:00Z, or a number since 1970"
              .formatted(name, text));
    }
  }

  private static long millis(String amount, String unit) {
    return UNITS.getOrDefault(unit, Duration.ZERO).toMillis() * Long.parseLong(amount);
  }

  private static long numberToMillis(long number) {
    if (number < 100_000_000_000L) {
      return number * 1000;
    }
    if (number < 100_000_000_000_000L) {
      return number;
    }
    return number < 100_000_000_000_000_000L ? number / 1000 : number / 1_000_000;
  }
}

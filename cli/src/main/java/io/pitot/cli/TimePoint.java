package io.pitot.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment as people and tools write it, in the forms that the collector takes too: {@code now},
 * {@code now-1h}, RFC 3339, or a number since the epoch in s, ms, us or ns, told apart by its size.
 */
record TimePoint(long epochMillis) {
  private static final Pattern RELATIVE = Pattern.compile("now(?:-([0-9]{1,9})([smhdw]))?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  static final class Converter implements ITypeConverter<TimePoint> {
    @Override
    public TimePoint convert(String text) {
      try {
        return parse(text, Instant.now());
      } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is no time: write now, now-15m (s, m, h, d, w), 2026-01-31T12:00:00Z, or a"
                + " number since 1970");
      }
    }
  }

  static TimePoint parse(String text, Instant now) {
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      Duration before =
          relative.group(1) == null
              ? Duration.ZERO
              : UNITS
                  .getOrDefault(relative.group(2), Duration.ZERO)
                  .multipliedBy(Long.parseLong(relative.group(1)));
      return new TimePoint(Math.max(0, now.minus(before).toEpochMilli()));
    }
    return new TimePoint(
        NUMBER.matcher(text).matches()
            ? numberToMillis(Long.parseLong(text))
            : Math.max(0, OffsetDateTime.parse(text).toInstant().toEpochMilli()));
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

package io.pitot.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time, written 30s, 5m or 2h. */
record Span(Duration duration) {
  static final class Converter implements ITypeConverter<Span> {
    private static final Pattern FORMAT = Pattern.compile("([1-9]\\d{0,6})([smh])");

    @Override
    public Span convert(String text) {
      Matcher span = FORMAT.matcher(text);
      if (!span.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no length of time, for example 30s, 5m or 2h");
      }
      long amount = Long.parseLong(span.group(1));
      return new Span(
          switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          });
    }
  }
}

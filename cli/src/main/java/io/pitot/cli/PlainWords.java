package io.pitot.cli;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Says of values that cannot be what is wrong with them, without the names of Java's types. */
final class PlainWords {
  private PlainWords() {}

  static CommandLine in(CommandLine line) {
    return line.registerConverter(Pattern.class, PlainWords::pattern)
        .registerConverter(Integer.class, PlainWords::number)
        .registerConverter(Integer.TYPE, PlainWords::number);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new TypeConversionException(
          "'%s' is no regular expression: %s at character %d"
              .formatted(text, e.getDescription(), e.getIndex() + 1));
    }
  }

  private static Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is no whole number".formatted(text));
    }
  }
}

package io.pitot.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values of the collector's answers as people read them. */
final class Words {
  private Words() {}

  static String joined(JsonNode array) {
    String joined =
        array.valueStream().map(node -> node.asString("")).collect(Collectors.joining(", "));
    return joined.isEmpty() ? "-" : joined;
  }

  static String ago(JsonNode millis, long nowMillis) {
    long seconds = Math.max(0, (nowMillis - millis.asLong(0)) / 1000);
    if (seconds < 120) {
      return seconds + " s ago";
    }
    return seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
  }

  /** An amount in its unit, in at most four digits where there is a larger unit. */
  static String amount(long value, String unit) {
    return switch (unit) {
      case "bytes" -> scaled((double) value, 1024, "B", "KiB", "MiB", "GiB", "TiB");
      case "nanoseconds" -> scaled((double) value, 1000, "ns", "us", "ms", "s");
      default -> value + " " + unit;
    };
  }

  private static String scaled(double value, int step, String... units) {
    int unit = 0;
    while (value >= step && unit < units.length - 1) {
      value /= step;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}

package io.pitot.collector.diff;

import java.util.Locale;

/** Numbers with units, for people. */
final class Amount {
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double TEN_SECONDS = 1e10;

  private Amount() {}

  /** A cost: {@code 12.3 MB}, {@code 45.0 ms}, {@code 3.10 samples}. */
  static String of(double amount, String unit) {
    return switch (unit) {
      case "bytes" -> bytes(amount);
      case "nanoseconds" ->
          Math.abs(amount) >= TEN_SECONDS
              ? digits(amount / NANOS_PER_SECOND) + " s"
              : digits(amount / NANOS_PER_MILLI) + " ms";
      default -> digits(amount) + " " + unit;
    };
  }

  /** A fraction of the total with its sign, in points without the word. */
  static String signedPoints(double fraction) {
    return String.format(Locale.ROOT, "%+.2f", fraction * 100);
  }

  /** A fraction of the total in percent; {@code nothing} for none. */
  static String percent(double share) {
    return share <= 0 ? "nothing" : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String bytes(double amount) {
    double scaled = amount;
    int unit = 0;
    while (Math.abs(scaled) >= 1000 && unit < BYTES.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return digits(scaled) + " " + BYTES[unit];
  }

  /** About three digits. */
  private static String digits(double value) {
    double size = Math.abs(value);
    String format = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}

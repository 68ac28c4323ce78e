package io.pitot.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** One measured figure, printed as a line of JSON. */
final class Figure {
  private Figure() {}

  /** Prints the median, the 95th percentile and the number of the measurements. */
  static void print(String name, String unit, double[] measurements) {
    double[] sorted = measurements.clone();
    Arrays.sort(sorted);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s\",\"unit\":\"%s\",\"p50\":%.1f,\"p95\":%.1f,\"n\":%d}",
            name,
            unit,
            sorted[sorted.length / 2],
            sorted[(int) (sorted.length * 0.95)],
            sorted.length));
  }
}

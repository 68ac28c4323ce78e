package io.pitot.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** One measured figure, printed as a line of JSON. */
public final class Figure {
  private Figure() {}

  /** Prints the median, the smallest, the largest and the number of the measurements. */
  public static void printSpread(String name, String unit, double[] measurements) {
    double[] sorted = measurements.clone();
    Arrays.sort(sorted);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s\",\"unit\":\"%s\",\"p50\":%.2f,\"min\":%.2f,\"max\":%.2f,\"n\":%d}",
            name,
            unit,
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1],
            sorted.length));
  }

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

  /** Round by round: what slows one measurement slows the other. */
  public static double[] ratios(double[] theirs, double[] ours) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ours.length; i++) {
      ratios[i] = theirs[i] / ours[i];
    }
    return ratios;
  }
}

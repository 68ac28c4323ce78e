package io.pitot.benchmarks.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was measured: a JSON line for each figure as it comes, and a table at the end. */
public final class Results {
  private final List<String> rows = new ArrayList<>();
  private boolean withinBars = true;

  /** How two arms are compared, and the bar for the median of the comparisons. */
  public enum Comparison {
    /** Armed minus absent, in the unit of the figure. */
    ADDED,
    /** Armed to absent, in percent more. */
    PERCENT
  }

  /**
   * Compares round by round: what slows one arm slows the other.
   *
   * @param bar the most that is accepted; null where nothing was promised
   */
  public void compare(
      Jdk jdk,
      String figure,
      String unit,
      double[] absent,
      double[] armed,
      Comparison comparison,
      @Nullable Double bar) {
    double[] differences = new double[absent.length];
    for (int i = 0; i < absent.length; i++) {
      differences[i] =
          comparison == Comparison.ADDED ? armed[i] - absent[i] : (armed[i] / absent[i] - 1) * 100;
    }
    String differenceUnit = comparison == Comparison.ADDED ? unit : "%";
    add(jdk, figure, unit, spread(absent), spread(armed), differences, differenceUnit, bar);
  }

  /** A figure that has no counterpart without the agent. */
  public void state(Jdk jdk, String figure, String unit, double[] measured, @Nullable Double bar) {
    add(jdk, figure, unit, "", "", measured, unit, bar);
  }

  private void add(
      Jdk jdk,
      String figure,
      String unit,
      String absent,
      String armed,
      double[] judged,
      String judgedUnit,
      @Nullable Double bar) {
    boolean within = bar == null || median(judged) <= bar;
    withinBars &= within;
    String verdict = bar == null ? "" : within ? "yes" : "**no**";
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s\",\"jdk\":\"%s\",\"unit\":\"%s\",\"p50\":%.2f,\"min\":%.2f,"
                + "\"max\":%.2f,\"n\":%d,\"bar\":%s,\"within\":%s}",
            figure,
            jdk.version(),
            judgedUnit,
            median(judged),
            Arrays.stream(judged).min().orElse(0),
            Arrays.stream(judged).max().orElse(0),
            judged.length,
            bar,
            within));
    rows.add(
        "| %s%s | %s | %s | %s | %s %s | %s | %s |"
            .formatted(
                figure,
                absent.isEmpty() ? "" : ", " + unit,
                jdk.version(),
                absent,
                armed,
                spread(judged),
                judgedUnit,
                bar == null ? "" : number(bar) + " " + judgedUnit,
                verdict));
  }

  /** Prints all rows; true when none is beyond its bar. */
  public boolean printTable() {
    System.out.println();
    System.out.println("| figure | JDK | absent | armed | difference | bar | within |");
    System.out.println("|---|---|---|---|---|---|---|");
    rows.forEach(System.out::println);
    return withinBars;
  }

  private static String spread(double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    return number(median(sorted))
        + " ("
        + number(sorted[0])
        + " to "
        + number(sorted[sorted.length - 1])
        + ")";
  }

  private static double median(double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
  }
}

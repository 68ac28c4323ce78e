package io.pitot.benchmarks.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What something costs, interval by interval, with 95 % of a normal distribution around the mean.
 *
 * @param ratios logarithms of more to less
 * @param millis of CPU per second, more less less
 */
public record SwitchedCost(List<Double> ratios, List<Double> millis) {
  /** Nothing was measured. */
  public static final SwitchedCost NONE = new SwitchedCost(List.of(), List.of());

  private static final double DEVIATIONS = 1.96;

  /** Logarithm of a ratio: a fifth more or less. */
  private static final double MOST_DISTURBED = 0.2;

  /**
   * Of being on: each interval against the next one that was off, and both against a JVM that was
   * left alone at the same time. Where that JVM itself became another, the machine was disturbed,
   * and the pair tells nothing.
   */
  static SwitchedCost of(SwitchedArm arm, SwitchedArm still) {
    List<Double> on = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    for (int i = 0; i < arm.offMillis().size(); i++) {
      double machine = still.onMillis().get(i) / still.offMillis().get(i);
      if (Math.abs(Math.log(machine)) < MOST_DISTURBED) {
        on.add(arm.onMillis().get(i));
        off.add(arm.offMillis().get(i) * machine);
      }
    }
    return difference(on, off);
  }

  /** Of two series that were measured at the same times. */
  static SwitchedCost difference(List<Double> more, List<Double> less) {
    List<Double> ratios = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < more.size(); i++) {
      ratios.add(Math.log(more.get(i) / less.get(i)));
      millis.add(more.get(i) - less.get(i));
    }
    return new SwitchedCost(ratios, millis);
  }

  public static SwitchedCost together(List<SwitchedCost> launches) {
    return new SwitchedCost(
        launches.stream().flatMap(launch -> launch.ratios.stream()).toList(),
        launches.stream().flatMap(launch -> launch.millis.stream()).toList());
  }

  /** How much CPU a JVM takes by itself. */
  static String level(String name, List<Double> millisPerSecond) {
    return "{\"figure\":\"%s\",\"millisPerSecond\":%s,\"n\":%d}"
        .formatted(name, number(mean(millisPerSecond)), millisPerSecond.size());
  }

  /**
   * One line of JSON.
   *
   * @param verdict further members; may be empty
   */
  public String line(String name, String verdict) {
    double half = halfWidth(millis);
    return String.format(
        Locale.ROOT,
        "{\"figure\":\"%s\",%s,\"millisPerSecond\":%.2f,\"millisLow\":%.2f,"
            + "\"millisHigh\":%.2f,\"n\":%d%s}",
        name,
        ratio(),
        mean(millis),
        mean(millis) - half,
        mean(millis) + half,
        ratios.size(),
        verdict);
  }

  /** One line of JSON where the absolute figures mean nothing. */
  String ratioLine(String name) {
    return "{\"figure\":\"%s\",%s,\"n\":%d}".formatted(name, ratio(), ratios.size());
  }

  private String ratio() {
    double log = mean(ratios);
    double half = halfWidth(ratios);
    return String.format(
        Locale.ROOT,
        "\"ratio\":%.3f,\"ratioLow\":%.3f,\"ratioHigh\":%.3f",
        Math.exp(log),
        Math.exp(log - half),
        Math.exp(log + half));
  }

  public String verdict(double mostMillis) {
    return verdict(mean(millis), mostMillis);
  }

  /** The milliseconds as a part of another's. */
  public String share(String name, SwitchedCost of, double most) {
    double share = mean(millis) / mean(of.millis);
    double half =
        Math.abs(share)
            * Math.hypot(halfWidth(millis) / mean(millis), halfWidth(of.millis) / mean(of.millis));
    return String.format(
        Locale.ROOT,
        "{\"figure\":\"%s\",\"ratio\":%.3f,\"ratioLow\":%.3f,\"ratioHigh\":%.3f%s}",
        name,
        share,
        share - half,
        share + half,
        verdict(share, most));
  }

  private static String verdict(double value, double bar) {
    return ",\"bar\":%s,\"within\":%s".formatted(number(bar), value <= bar);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }

  private static double halfWidth(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return DEVIATIONS * Math.sqrt(squares / (values.size() - 1) / values.size());
  }
}

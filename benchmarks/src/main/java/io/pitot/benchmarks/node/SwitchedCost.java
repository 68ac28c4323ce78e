package io.pitot.benchmarks.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What being on costs, each interval against the next one that was off, and both against a JVM that
 * was left alone at the same time.
 *
 * @param ratios on to off
 * @param millis of CPU per second, on less off
 */
public record SwitchedCost(List<Double> ratios, List<Double> millis) {
  /** Of a normal distribution: 95 % lie within so many deviations. */
  private static final double DEVIATIONS = 1.96;

  public static SwitchedCost of(SwitchedArm arm, SwitchedArm still) {
    List<Double> ratios = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < arm.onMillis().size(); i++) {
      double machine = still.onMillis().get(i) / still.offMillis().get(i);
      double off = arm.offMillis().get(i) * machine;
      ratios.add(Math.log(arm.onMillis().get(i) / off));
      millis.add(arm.onMillis().get(i) - off);
    }
    return new SwitchedCost(ratios, millis);
  }

  /** How much more CPU one JVM takes than the other while both are off. */
  public static void printLevel(String name, SwitchedArm arm, SwitchedArm still) {
    List<Double> ratios = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < arm.offMillis().size(); i++) {
      ratios.add(Math.log(arm.offMillis().get(i) / still.offMillis().get(i)));
      millis.add(arm.offMillis().get(i) - still.offMillis().get(i));
    }
    new SwitchedCost(ratios, millis).print(name);
  }

  public void print(String name) {
    double log = mean(ratios);
    double logHalf = halfWidth(ratios);
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s\",\"ratio\":%.3f,\"ratioLow\":%.3f,\"ratioHigh\":%.3f,"
                + "\"millisPerSecond\":%.2f,\"millisLow\":%.2f,\"millisHigh\":%.2f,\"n\":%d}",
            name,
            Math.exp(log),
            Math.exp(log - logHalf),
            Math.exp(log + logHalf),
            mean(millis),
            mean(millis) - halfWidth(millis),
            mean(millis) + halfWidth(millis),
            ratios.size()));
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

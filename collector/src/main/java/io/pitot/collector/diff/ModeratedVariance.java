package io.pitot.collector.diff;

import java.util.Arrays;
import org.hipparchus.special.Gamma;

/**
 * Variances steadied by each other. With a handful of instances a node's own variance says little;
 * the nodes together say how variance goes with the share (a trend) and how far single nodes stray
 * from that trend. Each node's variance is then drawn towards the trend, the more the less they
 * stray (empirical Bayes, after Smyth 2004).
 *
 * <pre>
 *   e    = ln s2 - trend - digamma(d/2) + ln(d/2)
 *   d0   = 2 * trigamma^-1(var(e) - mean trigamma(d/2)), infinite when nodes stray only by chance
 *   s0_2 = exp(mean(e) + digamma(d0/2) - ln(d0/2))
 *   s~2  = (d0 * s0_2 * exp(trend) + d * s2) / (d0 + d)
 * </pre>
 */
final class ModeratedVariance {
  private static final int FEWEST_NODES_TO_LEARN_FROM = 4;

  private final double priorDegrees;
  private final double priorFactor;
  private final Trend trend;

  private ModeratedVariance(double priorDegrees, double priorFactor, Trend trend) {
    this.priorDegrees = priorDegrees;
    this.priorFactor = priorFactor;
    this.trend = trend;
  }

  /**
   * @param share mean share by node
   * @param variance pooled variance within the arms by node; nodes where it is 0 teach nothing
   * @param degrees of freedom of each variance; nodes where they are 0 teach nothing
   */
  static ModeratedVariance learn(
      double[] share, double[] concentration, double[] variance, int[] degrees) {
    int nodes = 0;
    double[] x = new double[share.length];
    double[] z = new double[share.length];
    double[] y = new double[share.length];
    double[] half = new double[share.length];
    for (int i = 0; i < share.length; i++) {
      if (variance[i] > 0 && share[i] > 0 && degrees[i] > 0) {
        x[nodes] = Math.log(share[i]);
        z[nodes] = Math.log(concentration[i]);
        y[nodes] = Math.log(variance[i]);
        half[nodes] = degrees[i] / 2.0;
        nodes++;
      }
    }
    x = Arrays.copyOf(x, nodes);
    z = Arrays.copyOf(z, nodes);
    y = Arrays.copyOf(y, nodes);
    Trend trend = Trend.fit(x, z, y);
    if (Arrays.stream(degrees).allMatch(d -> d == 0)) {
      // One instance each: there is nothing to learn how much two differ.
      return new ModeratedVariance(Double.POSITIVE_INFINITY, 0, trend);
    }
    if (nodes < FEWEST_NODES_TO_LEARN_FROM) {
      return new ModeratedVariance(0, 1, trend);
    }
    double[] e = new double[nodes];
    double mean = 0;
    double chance = 0;
    for (int i = 0; i < nodes; i++) {
      e[i] = y[i] - trend.at(x[i], z[i]) - Gamma.digamma(half[i]) + Math.log(half[i]);
      mean += e[i] / nodes;
      chance += Gamma.trigamma(half[i]) / nodes;
    }
    double spread = 0;
    for (double value : e) {
      spread += (value - mean) * (value - mean) / (nodes - 1);
    }
    if (spread - chance <= 0) {
      return new ModeratedVariance(Double.POSITIVE_INFINITY, Math.exp(mean), trend);
    }
    double priorDegrees = 2 * TrigammaInverse.of(spread - chance);
    double priorHalf = priorDegrees / 2;
    double factor = Math.exp(mean + Gamma.digamma(priorHalf) - Math.log(priorHalf));
    return new ModeratedVariance(priorDegrees, factor, trend);
  }

  /** Degrees of freedom of a steadied variance that has so many of its own; may be infinite. */
  double degrees(int own) {
    return Math.max(1, priorDegrees + own);
  }

  /** The steadied variance of a node. */
  double of(double share, double concentration, double variance, int degrees) {
    if (priorDegrees == 0) {
      return variance;
    }
    if (priorFactor == 0) {
      return 0;
    }
    double prior = priorFactor * Math.exp(trend.at(Math.log(share), Math.log(concentration)));
    if (Double.isInfinite(priorDegrees)) {
      return prior;
    }
    return (priorDegrees * prior + degrees * variance) / (priorDegrees + degrees);
  }
}

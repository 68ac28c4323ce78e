package io.pitot.collector.diff;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.special.Gamma;

/**
 * Variances steadied by each other. With a handful of instances a node's own variance says little;
 * the nodes together say how variance goes with the share (a trend) and how far single nodes stray
 * from that trend. Each node's variance is then drawn towards the trend, the more the less they
 * stray (empirical Bayes, after Smyth 2004). A node that strays much further than the others, as
 * one does that the compiler treats in two ways, is left with its own (after Phipson et al. 2016):
 * drawn to the trend it would seem to be steady.
 *
 * <pre>
 *   e    = ln s2 - trend - digamma(d/2) + ln(d/2)
 *   d0   = 2 * trigamma^-1(var(e) - mean trigamma(d/2)), infinite when nodes stray only by chance
 *   s0_2 = exp(mean(e) + digamma(d0/2) - ln(d0/2))
 *   w    = P(F_d,d0 > s2 / (s0_2 * exp(trend))) / 0.005, at most 1
 *   s~2  = (w d0 * s0_2 * exp(trend) + d * s2) / (w d0 + d),   w d0 + d degrees of freedom
 * </pre>
 */
final class ModeratedVariance {
  private static final int FEWEST_NODES_TO_LEARN_FROM = 4;

  /** Nodes whose variance is as unlikely as this begin to be left with their own ... */
  private static final double STRAYS = 0.005;

  /** ... if it has as many degrees: with fewer it says too little to be trusted. */
  private static final int ENOUGH_DEGREES = 10;

  /** Stands for infinitely many degrees where they have to be weighed. */
  private static final double MANY_DEGREES = 1e3;

  private final double priorDegrees;
  private final double priorFactor;
  private final Trend trend;

  private ModeratedVariance(double priorDegrees, double priorFactor, Trend trend) {
    this.priorDegrees = priorDegrees;
    this.priorFactor = priorFactor;
    this.trend = trend;
  }

  /**
   * @param nodes those without a share teach nothing
   * @param variance pooled variance within the arms by node; nodes where it is 0 teach nothing
   * @param degrees of freedom of each variance; nodes where they are 0 teach nothing
   * @param inverseEvents what chance makes of a share p is p (1 - p) times this
   */
  static ModeratedVariance learn(
      Trend.Node[] nodes, double[] variance, int[] degrees, double inverseEvents) {
    int[] teaching =
        IntStream.range(0, nodes.length)
            .filter(i -> variance[i] > 0 && nodes[i].share() > 0 && degrees[i] > 0)
            .toArray();
    int count = teaching.length;
    Trend.Node[] teachers =
        Arrays.stream(teaching).mapToObj(i -> nodes[i]).toArray(Trend.Node[]::new);
    double[] s2 = Arrays.stream(teaching).mapToDouble(i -> variance[i]).toArray();
    Trend trend = Trend.fit(teachers, s2, inverseEvents);
    if (Arrays.stream(degrees).allMatch(d -> d == 0)) {
      // One instance each: there is nothing to learn how much two differ.
      return new ModeratedVariance(Double.POSITIVE_INFINITY, 0, trend);
    }
    if (count < FEWEST_NODES_TO_LEARN_FROM) {
      return new ModeratedVariance(0, 1, trend);
    }
    double[] e = new double[count];
    double mean = 0;
    double chance = 0;
    for (int i = 0; i < count; i++) {
      double half = degrees[teaching[i]] / 2.0;
      e[i] = Math.log(s2[i]) - trend.at(teachers[i]) - Gamma.digamma(half) + Math.log(half);
      mean += e[i] / count;
      chance += Gamma.trigamma(half) / count;
    }
    double spread = 0;
    for (double value : e) {
      spread += (value - mean) * (value - mean) / (count - 1);
    }
    if (spread - chance <= 0) {
      return new ModeratedVariance(Double.POSITIVE_INFINITY, Math.exp(mean), trend);
    }
    double priorDegrees = 2 * TrigammaInverse.of(spread - chance);
    double priorHalf = priorDegrees / 2;
    double factor = Math.exp(mean + Gamma.digamma(priorHalf) - Math.log(priorHalf));
    return new ModeratedVariance(priorDegrees, factor, trend);
  }

  /**
   * A steadied variance.
   *
   * @param degrees of freedom; may be infinite
   */
  record Steadied(double variance, double degrees) {}

  /** The steadied variance of a node that has so many degrees of its own. */
  Steadied of(Trend.Node node, double variance, int degrees) {
    if (priorDegrees == 0) {
      return new Steadied(variance, Math.max(1, degrees));
    }
    if (priorFactor == 0) {
      return new Steadied(0, Double.POSITIVE_INFINITY);
    }
    double prior = priorFactor * Math.exp(trend.at(node));
    double belongs =
        degrees < ENOUGH_DEGREES ? 1 : Math.min(1, above(variance / prior, degrees) / STRAYS);
    if (belongs == 1 && Double.isInfinite(priorDegrees)) {
      return new Steadied(prior, priorDegrees);
    }
    double weight = belongs * Math.min(priorDegrees, MANY_DEGREES);
    return new Steadied(
        (weight * prior + degrees * variance) / (weight + degrees), Math.max(1, weight + degrees));
  }

  /** How likely a variance is that exceeds what is expected by this factor. */
  private double above(double factor, int degrees) {
    return factor <= 1
        ? 1
        : 1
            - new FDistribution(degrees, Math.min(priorDegrees, MANY_DEGREES))
                .cumulativeProbability(factor);
  }
}

package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the method that are our own, against published values and known truths. */
class StatisticsTest {
  @Test
  void trigammaInverseAgreesWithKnownValues() {
    // Abramowitz and Stegun 6.4.2, 6.4.4 and 6.4.6: trigamma(1) = pi^2/6, (1/2) = pi^2/2,
    // (2) = pi^2/6 - 1
    assertEquals(1, TrigammaInverse.of(Math.PI * Math.PI / 6), 1e-9);
    assertEquals(0.5, TrigammaInverse.of(Math.PI * Math.PI / 2), 1e-9);
    assertEquals(2, TrigammaInverse.of(Math.PI * Math.PI / 6 - 1), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-15, 1e-8, 1e-3, 0.3, 7, 4e4, 1e11, 1e14})
  void trigammaInverseIsTheInverse(double value) {
    assertEquals(1, Gamma.trigamma(TrigammaInverse.of(value)) / value, 1e-5);
  }

  @Test
  void falseDiscoveryRatesAreThoseOfThePublishedExample() {
    // Benjamini and Hochberg 1995, section 4: at 0.05 the four smallest of these are discoveries.
    double[] p = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0000
    };
    double[] q = BenjaminiHochberg.q(p);
    assertEquals(4, Arrays.stream(q).filter(value -> value <= 0.05).count());
    assertEquals(0.0015, q[0], 1e-12);
    assertEquals(0.035625, q[3], 1e-12);
    assertEquals(1, q[14], 1e-12);
  }

  @Test
  void falseDiscoveryRatesDoNotDependOnTheOrder() {
    assertArrayEquals(
        new double[] {0.03, 0.03, 0.9}, BenjaminiHochberg.q(new double[] {0.02, 0.01, 0.9}), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void aTrendIsFoundAgain(double eveningOut) {
    Random random = new Random(1);
    Trend.Node[] nodes = new Trend.Node[300];
    double[] variance = new double[300];
    for (int i = 0; i < nodes.length; i++) {
      double share = Math.exp(-9 + 8 * random.nextDouble());
      nodes[i] = node(share, Math.exp(-5 * random.nextDouble()));
      variance[i] = 1.3 * variance(nodes[i], eveningOut);
    }
    Trend trend = Trend.fit(nodes, variance, 1e-4);
    for (double share : new double[] {0.001, 0.02, 0.3}) {
      double truth = Math.log(1.3 * variance(node(share, 0.2), eveningOut));
      assertEquals(truth, trend.at(node(share, 0.2)), 0.1, "share " + share);
    }
  }

  private static Trend.Node node(double share, double concentration) {
    return new Trend.Node(share, share * share, concentration);
  }

  /** Of 10,000 events by chance, and of instances that differ by a tenth. */
  private static double variance(Trend.Node node, double eveningOut) {
    return node.share() * (1 - node.share()) / 10_000
        + 0.01 * Math.pow(node.concentration(), eveningOut) * node.meanSquare();
  }

  @Test
  void aTrendThroughEqualPointsIsTheirMean() {
    Trend.Node[] same = new Trend.Node[20];
    Arrays.fill(same, node(0.1, 0.1));
    double[] variance = new double[20];
    Arrays.fill(variance, Math.exp(-3));
    assertEquals(-3, Trend.fit(same, variance, 1e-4).at(node(0.5, 0.5)), 1e-9);
  }

  @Test
  void quantilesAreThoseOfTheUsualTables() {
    // Student's t, e.g. Abramowitz and Stegun, table 26.10.
    assertEquals(2.571, new StudentT(5).exceededWith(0.025), 5e-4);
    assertEquals(2.764, new StudentT(10).exceededWith(0.01), 5e-4);
    assertEquals(1.960, new StudentT(Double.POSITIVE_INFINITY).exceededWith(0.025), 5e-4);
    assertEquals(0.05, new StudentT(7).above(1.895), 5e-5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void variancesThatStrayByChanceOnlyAreDrawnToTheTrend(long seed) {
    double[] share = new Random(seed).doubles(400, 0.0005, 0.05).toArray();
    double[] variance = scaledChiSquares(new Random(seed + 10), share, 6, Double.NaN);
    ModeratedVariance moderated =
        ModeratedVariance.learn(nodes(share), variance, degrees(share, 6), 1e-9);

    double degrees = moderated.of(node(0.01, 1), 1e-4, 6).degrees();
    assertTrue(degrees > 60, "seed " + seed + ": " + degrees);
    for (int i = 0; i < share.length; i++) {
      double truth = share[i] * share[i];
      double steadied = moderated.of(node(share[i], 1), variance[i], 6).variance();
      assertEquals(1, steadied / truth, 0.35, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void howFarVariancesStrayIsLearned(long seed) {
    double[] share = new Random(seed).doubles(3000, 0.0005, 0.05).toArray();
    double[] variance = scaledChiSquares(new Random(seed + 10), share, 6, 8);
    ModeratedVariance moderated =
        ModeratedVariance.learn(nodes(share), variance, degrees(share, 6), 1e-9);

    assertEquals(6 + 8, moderated.of(node(0.01, 1), 1e-4, 6).degrees(), 2.5, "seed " + seed);
  }

  private static Trend.Node[] nodes(double[] share) {
    return Arrays.stream(share).mapToObj(p -> node(p, 1)).toArray(Trend.Node[]::new);
  }

  private static int[] degrees(double[] nodes, int each) {
    int[] degrees = new int[nodes.length];
    Arrays.fill(degrees, each);
    return degrees;
  }

  /**
   * Variances share^2 * chi2(d)/d, where the truth itself strays with d0 degrees if d0 is given.
   */
  private static double[] scaledChiSquares(Random random, double[] share, int d, double d0) {
    return Arrays.stream(share)
        .map(
            s -> {
              double stray = Double.isNaN(d0) ? 1 : d0 / chiSquare(random, (int) d0);
              return s * s * stray * chiSquare(random, d) / d;
            })
        .toArray();
  }

  private static double chiSquare(Random random, int degrees) {
    double sum = 0;
    for (int i = 0; i < degrees; i++) {
      double z = random.nextGaussian();
      sum += z * z;
    }
    return sum;
  }
}

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
    // trigamma(1) = pi^2/6, trigamma(1/2) = pi^2/2, trigamma(2) = pi^2/6 - 1
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

  @Test
  void aTrendIsFoundAgain() {
    Random random = new Random(1);
    double[] a = random.doubles(50, -9, 0).toArray();
    double[] b = random.doubles(50, -5, 0).toArray();
    double[] y = new double[50];
    for (int i = 0; i < y.length; i++) {
      y[i] = 2 + 1.5 * a[i] - 0.1 * a[i] * a[i] + 0.7 * b[i];
    }
    Trend trend = Trend.fit(a, b, y);
    assertEquals(2 - 1.5 * 4 - 0.1 * 16 - 0.7, trend.at(-4, -1), 1e-9);
  }

  @Test
  void aTrendThroughEqualPointsIsTheirMean() {
    double[] same = new double[20];
    double[] y = new double[20];
    Arrays.fill(y, 3);
    assertEquals(3, Trend.fit(same, same, y).at(5, 5), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void variancesThatStrayByChanceOnlyAreDrawnToTheTrend(long seed) {
    double[] share = new Random(seed).doubles(400, 0.0005, 0.05).toArray();
    double[] concentration = new double[400];
    Arrays.fill(concentration, 1);
    double[] variance = scaledChiSquares(new Random(seed + 10), share, 6, Double.NaN);
    ModeratedVariance moderated =
        ModeratedVariance.learn(share, concentration, variance, degrees(share, 6));

    assertTrue(moderated.degrees(6) > 60, "seed " + seed + ": " + moderated.degrees(6));
    for (int i = 0; i < share.length; i++) {
      double truth = share[i] * share[i];
      assertEquals(1, moderated.of(share[i], 1, variance[i], 6) / truth, 0.35, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void howFarVariancesStrayIsLearned(long seed) {
    double[] share = new Random(seed).doubles(3000, 0.0005, 0.05).toArray();
    double[] concentration = new double[3000];
    Arrays.fill(concentration, 1);
    double[] variance = scaledChiSquares(new Random(seed + 10), share, 6, 8);
    ModeratedVariance moderated =
        ModeratedVariance.learn(share, concentration, variance, degrees(share, 6));

    assertEquals(6 + 8, moderated.degrees(6), 2.5, "seed " + seed);
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

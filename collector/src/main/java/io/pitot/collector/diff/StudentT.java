package io.pitot.collector.diff;

import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** Student's t distribution, or the normal one where there are infinitely many degrees. */
final class StudentT {
  private static final double NEARLY_NORMAL = 1e5;

  private final RealDistribution distribution;

  StudentT(double degrees) {
    distribution =
        degrees < NEARLY_NORMAL ? new TDistribution(degrees) : new NormalDistribution(0, 1);
  }

  /** The probability of a value above {@code t}. */
  double above(double t) {
    return distribution.cumulativeProbability(-t);
  }

  /** The value that is exceeded with probability {@code p}. */
  double exceededWith(double p) {
    return -distribution.inverseCumulativeProbability(p);
  }
}

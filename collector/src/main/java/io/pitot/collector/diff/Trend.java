package io.pitot.collector.diff;

/**
 * How the logarithm of a variance goes with what is known of a node. Two things make a share
 * scatter: chance, because it was counted in a limited number of events, and the instances, which
 * really differ.
 *
 * <pre>
 *   expected = p (1 - p) / n  +  c * kappa^g * m
 * </pre>
 *
 * <p>p is the share, m the mean of its squares in the two arms (a node that is new scatters in one
 * of them only), n the number of events, kappa the {@link Shares#concentration concentration}: with
 * g = 1 each stack strays by itself, so that many small ones even out; with g = 0 all stacks of a
 * node stray together. What c and g are is learned from the nodes, by least squares of ln variance
 * on ln expected.
 */
final class Trend {
  private static final int FEWEST_FOR_SLOPE = 4;
  private static final int FEWEST_FOR_SCATTER = 12;
  private static final double[] EVENING_OUT = {1, 0.5, 0};

  /** Squared coefficients of variation between instances: from 0.3 % to 200 %. */
  private static final double LEAST_SCATTER = 1e-5;

  private static final double MOST_SCATTER = 4;
  private static final double SCATTER_STEP = 2;

  private final double inverseEvents;
  private final double scatter;
  private final double evening;
  private final double intercept;
  private final double slope;

  private Trend(
      double inverseEvents, double scatter, double evening, double intercept, double slope) {
    this.inverseEvents = inverseEvents;
    this.scatter = scatter;
    this.evening = evening;
    this.intercept = intercept;
    this.slope = slope;
  }

  /** What is known of a node: p, m and kappa. */
  record Node(double share, double meanSquare, double concentration) {}

  /**
   * Learns from nodes with variances above 0. Few nodes teach less: below 12 no scatter of the
   * instances, below 4 only the mean.
   *
   * @param inverseEvents 1 / n
   */
  static Trend fit(Node[] nodes, double[] variance, double inverseEvents) {
    double[] y = new double[nodes.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.log(variance[i]);
    }
    if (y.length < FEWEST_FOR_SLOPE) {
      return new Trend(inverseEvents, 0, 0, mean(y), 0);
    }
    Fit chanceOnly = new Fit(nodes, y, inverseEvents, 0, 0);
    if (y.length < FEWEST_FOR_SCATTER) {
      return chanceOnly.trend();
    }
    Fit best = chanceOnly;
    for (double evening : EVENING_OUT) {
      for (double c = LEAST_SCATTER; c <= MOST_SCATTER; c *= SCATTER_STEP) {
        Fit fit = new Fit(nodes, y, inverseEvents, c, evening);
        best = fit.unexplained < best.unexplained ? fit : best;
      }
    }
    return best.trend();
  }

  /** The logarithm of the variance to be expected. */
  double at(Node node) {
    double expected = expected(node, inverseEvents, scatter, evening);
    return intercept + (slope == 0 ? 0 : slope * Math.log(expected));
  }

  private static double expected(Node node, double inverseEvents, double scatter, double evening) {
    double evenedOut =
        evening == 1
            ? node.concentration
            : evening == 0 ? 1 : Math.pow(node.concentration, evening);
    return node.share * (1 - node.share) * inverseEvents + scatter * evenedOut * node.meanSquare;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /** A line through ln variance over ln expected. */
  private static final class Fit {
    private final double inverseEvents;
    private final double scatter;
    private final double evening;
    private final double intercept;
    private final double slope;
    private final double unexplained;

    private Fit(Node[] nodes, double[] y, double inverseEvents, double scatter, double evening) {
      this.inverseEvents = inverseEvents;
      this.scatter = scatter;
      this.evening = evening;
      double[] x = new double[y.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.log(expected(nodes[i], inverseEvents, scatter, evening));
      }
      double meanX = mean(x);
      double meanY = mean(y);
      double xx = 0;
      double xy = 0;
      double yy = 0;
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
        yy += (y[i] - meanY) * (y[i] - meanY);
      }
      slope = xx > 0 ? xy / xx : 0;
      intercept = meanY - slope * meanX;
      unexplained = yy - slope * xy;
    }

    private Trend trend() {
      return new Trend(inverseEvents, scatter, evening, intercept, slope);
    }
  }
}

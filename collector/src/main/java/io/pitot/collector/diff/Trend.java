package io.pitot.collector.diff;

/**
 * How the logarithm of a variance goes with what is known of a node: a plane curved along the first
 * coordinate (a, a^2 and b), by least squares. Few points get fewer terms: below 4 their mean,
 * below 12 a line along the first coordinate.
 */
final class Trend {
  private final double centre;
  private final double[] coefficients;

  private Trend(double centre, double[] coefficients) {
    this.centre = centre;
    this.coefficients = coefficients;
  }

  static Trend fit(double[] a, double[] b, double[] y) {
    double centre = 0;
    for (double value : a) {
      centre += value / a.length;
    }
    int terms = a.length < 4 ? 1 : a.length < 12 ? 2 : 4;
    for (; terms > 1; terms--) {
      double[] solution = solve(a, b, y, centre, terms);
      if (Double.isFinite(solution[0])) {
        return new Trend(centre, solution);
      }
    }
    return new Trend(centre, solve(a, b, y, centre, 1));
  }

  double at(double a, double b) {
    double[] term = terms(a, b, centre);
    double value = 0;
    for (int i = 0; i < coefficients.length; i++) {
      value += coefficients[i] * term[i];
    }
    return value;
  }

  private static double[] terms(double a, double b, double centre) {
    double centred = a - centre;
    return new double[] {1, centred, centred * centred, b};
  }

  /** Solves the normal equations; what comes out is not finite when the points do not suffice. */
  private static double[] solve(double[] a, double[] b, double[] y, double centre, int terms) {
    double[][] m = new double[terms][terms + 1];
    for (int point = 0; point < y.length; point++) {
      double[] term = terms(a[point], b[point], centre);
      for (int row = 0; row < terms; row++) {
        for (int column = 0; column < terms; column++) {
          m[row][column] += term[row] * term[column];
        }
        m[row][terms] += term[row] * y[point];
      }
    }
    // The matrix is symmetric and positive definite: no pivoting is needed.
    for (int pivot = 0; pivot < terms; pivot++) {
      if (!(m[pivot][pivot] > 1e-9)) {
        return new double[] {Double.NaN};
      }
      for (int row = 0; row < terms; row++) {
        double factor = row == pivot ? 0 : m[row][pivot] / m[pivot][pivot];
        for (int column = pivot; column <= terms; column++) {
          m[row][column] -= factor * m[pivot][column];
        }
      }
    }
    double[] solution = new double[terms];
    for (int i = 0; i < terms; i++) {
      solution[i] = m[i][terms] / m[i][i];
    }
    return solution;
  }
}

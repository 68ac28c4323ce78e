package io.pitot.collector.diff;

/**
 * A polynomial of degree 2 or less through points by least squares. Few points get a lower degree:
 * below 3 their mean, below 8 a line.
 */
final class Trend {
  private final double centre;
  private final double[] coefficients;

  private Trend(double centre, double[] coefficients) {
    this.centre = centre;
    this.coefficients = coefficients;
  }

  static Trend fit(double[] x, double[] y) {
    double centre = 0;
    for (double value : x) {
      centre += value / x.length;
    }
    int terms = x.length < 3 ? 1 : x.length < 8 ? 2 : 3;
    for (; terms > 1; terms--) {
      double[] solution = solve(x, y, centre, terms);
      if (Double.isFinite(solution[0])) {
        return new Trend(centre, solution);
      }
    }
    return new Trend(centre, solve(x, y, centre, 1));
  }

  double at(double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * (x - centre) + coefficients[i];
    }
    return value;
  }

  /** Solves the normal equations; what comes out is not finite when the points do not suffice. */
  private static double[] solve(double[] x, double[] y, double centre, int terms) {
    double[][] a = new double[terms][terms + 1];
    for (int point = 0; point < x.length; point++) {
      double[] power = new double[terms];
      power[0] = 1;
      for (int i = 1; i < terms; i++) {
        power[i] = power[i - 1] * (x[point] - centre);
      }
      for (int row = 0; row < terms; row++) {
        for (int column = 0; column < terms; column++) {
          a[row][column] += power[row] * power[column];
        }
        a[row][terms] += power[row] * y[point];
      }
    }
    // The matrix is symmetric and positive definite: no pivoting is needed.
    for (int pivot = 0; pivot < terms; pivot++) {
      if (!(a[pivot][pivot] > 1e-9)) {
        return new double[] {Double.NaN};
      }
      for (int row = 0; row < terms; row++) {
        double factor = row == pivot ? 0 : a[row][pivot] / a[pivot][pivot];
        for (int column = pivot; column <= terms; column++) {
          a[row][column] -= factor * a[pivot][column];
        }
      }
    }
    double[] solution = new double[terms];
    for (int i = 0; i < terms; i++) {
      solution[i] = a[i][terms] / a[i][i];
    }
    return solution;
  }
}

package io.pitot.collector.diff;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Benjamini and Hochberg's step-up procedure. */
final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /** For each p-value the smallest rate of false discoveries at which it counts as one. */
  static double[] q(double[] p) {
    int[] descending =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] q = new double[p.length];
    Arrays.fill(q, 1);
    double smallest = 1;
    for (int i = 0; i < descending.length; i++) {
      int rank = descending.length - i;
      smallest = Math.min(smallest, p[descending[i]] * p.length / rank);
      q[descending[i]] = smallest;
    }
    return q;
  }
}

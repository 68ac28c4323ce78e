package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much releases of this service differed from the one before each, beyond what the scatter of
 * their instances explains: what a comparison of before and after has to allow for.
 *
 * <pre>
 *   D     difference of a row's shares between two past releases, with the error SE
 *   r     = max(0, mean over pairs (D^2 - SE^2))
 *   phi   = mean over rows (r / p^2)
 *   tau^2 = r/2 + phi p^2/2
 * </pre>
 */
final class LearnedDrift implements Drift.OfRow {
  /** With fewer pairs a caution that is stated is better than a guess. */
  static final int FEWEST_PAIRS = 8;

  private static final int FEWEST_INSTANCES = 3;

  private final double[] ofRow;
  private final double relative;

  private LearnedDrift(double[] ofRow, double relative) {
    this.ofRow = ofRow;
    this.relative = relative;
  }

  /**
   * Learns from past releases, in the order of their appearance.
   *
   * @return empty when they are too few
   */
  static Optional<Drift.OfRow> learn(Shares shares, List<Side> past, DiffParameters parameters) {
    List<RowTests> pairs = new ArrayList<>();
    for (int i = 1; i < past.size(); i++) {
      Side before = past.get(i - 1);
      Side after = past.get(i);
      if (Math.min(before.size(), after.size()) >= FEWEST_INSTANCES) {
        pairs.add(new RowTests(shares.between(before, after), before, after, parameters, NONE));
      }
    }
    return pairs.size() < FEWEST_PAIRS ? Optional.empty() : Optional.of(of(shares, pairs));
  }

  private static LearnedDrift of(Shares shares, List<RowTests> pairs) {
    double[] ofRow = new double[shares.tested().count()];
    double relative = 0;
    for (int row = 0; row < ofRow.length; row++) {
      double excess = 0;
      for (RowTests pair : pairs) {
        double change = pair.effects().change(row);
        double error = pair.effects().error(row);
        // A row that neither of the two has tells nothing; its error is not finite or 0.
        excess += Double.isFinite(error) ? change * change - error * error : 0;
      }
      ofRow[row] = Math.max(0, excess / pairs.size());
      int node = shares.tested().nodeOf(row);
      double share = (shares.baseMean(node) + shares.candidateMean(node)) / 2;
      relative += ofRow[row] / (share * share) / ofRow.length;
    }
    return new LearnedDrift(ofRow, relative);
  }

  @Override
  public double variance(int row, double share) {
    return ofRow[row] / 2 + relative * share * share / 2;
  }
}

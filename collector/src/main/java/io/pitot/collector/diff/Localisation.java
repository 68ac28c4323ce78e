package io.pitot.collector.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One report for each cause. A change marks every frame above it as well; from each topmost marked
 * node the change is followed down for as long as one descendant carries most of it. Where it
 * divides, it is reported at the division if the parts are how the node always was (everything
 * below it grew) or do not explain it; else each part is a cause of its own.
 */
final class Localisation {
  private static final double CARRIES = 0.7;

  /** Below the last application frame a step down must lose next to nothing of the change. */
  private static final double CARRIES_INSIDE_JDK = 0.9;

  private static final double COVERS = 0.5;

  private final Shares shares;
  private final ApplicationFrames application;
  private final Effects effects;
  private final boolean[] marked;
  private final double sign;

  /**
   * @param marked which rows changed significantly in the direction of {@code sign}
   * @param sign 1 for regressions, -1 for improvements
   */
  Localisation(
      Shares shares,
      ApplicationFrames application,
      Effects effects,
      boolean[] marked,
      double sign) {
    this.shares = shares;
    this.application = application;
    this.effects = effects;
    this.marked = marked;
    this.sign = sign;
  }

  /** The rows that explain the changes. */
  List<Integer> causes() {
    List<Integer> causes = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(topmostMarked(0, shares.rows()));
    while (!open.isEmpty()) {
      int row = open.poll();
      List<Integer> below = topmostMarked(row + 1, shares.endRow(row));
      int heaviest = heaviest(below);
      if (heaviest >= 0 && carriesOn(row, heaviest)) {
        open.add(heaviest);
      } else if (isCause(row, below)) {
        causes.add(row);
      } else {
        open.addAll(below);
      }
    }
    return causes;
  }

  private boolean carriesOn(int row, int below) {
    double fraction = isInsideJdk(row, below) ? CARRIES_INSIDE_JDK : CARRIES;
    return change(below) >= fraction * change(row);
  }

  private boolean isCause(int row, List<Integer> below) {
    double covered = 0;
    double explained = 0;
    boolean insideJdk = true;
    for (int other : below) {
      covered += effects.baseMean(other);
      explained += change(other);
      insideJdk &= isInsideJdk(row, other);
    }
    return insideJdk
        || covered >= COVERS * effects.baseMean(row)
        || explained < CARRIES * change(row);
  }

  /**
   * Whether both belong to the same line of the application: the step shows only how the JDK works.
   */
  private boolean isInsideJdk(int row, int below) {
    int owner = application.deepestOnPath(shares.nodeOf(row));
    return owner >= 0 && owner == application.deepestOnPath(shares.nodeOf(below));
  }

  private int heaviest(List<Integer> rows) {
    int heaviest = -1;
    for (int row : rows) {
      heaviest = heaviest < 0 || change(row) > change(heaviest) ? row : heaviest;
    }
    return heaviest;
  }

  private List<Integer> topmostMarked(int from, int to) {
    List<Integer> topmost = new ArrayList<>();
    for (int row = from; row < to; row++) {
      if (marked[row]) {
        topmost.add(row);
        row = shares.endRow(row) - 1;
      }
    }
    return topmost;
  }

  private double change(int row) {
    return sign * effects.change(row);
  }
}

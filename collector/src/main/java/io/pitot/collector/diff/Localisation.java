package io.pitot.collector.diff;

import java.util.ArrayList;
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

  /** A part that is less than most of a change, and all of it that is clear. */
  private static final double CARRIES_BESIDE_SCATTER = 0.3;

  private static final double CLEAR = 0.005;

  /** A path has many frames, and one of them scatters upwards. */
  private static final double CLEAR_BESIDE = 0.0005;

  private static final double OUT_OF_PROPORTION = 3;
  private static final double NEW = 0.05;
  private static final double BESIDE = 0.4;
  private static final double BEYOND_DOUBT = 1e-6;
  private static final double AS_MUCH = 1.5;

  private final Shares shares;
  private final ApplicationFrames application;
  private final RowTests tests;
  private final Effects effects;
  private final boolean[] marked;
  private final double sign;

  /**
   * @param sign 1 for regressions, -1 for improvements
   */
  Localisation(Shares shares, ApplicationFrames application, RowTests tests, double sign) {
    this.shares = shares;
    this.application = application;
    this.tests = tests;
    this.effects = tests.effects();
    this.marked = tests.marked(sign > 0 ? 1 : -1);
    this.sign = sign;
  }

  /** The rows that explain the changes. */
  List<Integer> causes() {
    List<Integer> causes = new ArrayList<>();
    for (int row : topmostMarked(0, shares.tested().count())) {
      causes.addAll(causesIn(row));
    }
    return causes;
  }

  private List<Integer> causesIn(int topmost) {
    int row = topmost;
    List<Integer> below = heavy(row);
    while (below.size() == 1 && carriesOn(row, below.get(0))) {
      row = below.get(0);
      below = heavy(row);
    }
    if (below.isEmpty()) {
      return List.of(furtherDown(row));
    }
    List<Integer> parts = new ArrayList<>();
    for (int other : below) {
      parts.addAll(causesIn(other));
    }
    return isCause(row, below, parts) ? List.of(row) : parts;
  }

  /**
   * The topmost marked rows below. When one carries the change, those that are small beside it go
   * with it, and all others do where it is one line of the application or code that is new as a
   * whole.
   */
  private List<Integer> heavy(int row) {
    List<Integer> below = topmostMarked(row + 1, shares.tested().endRow(row));
    int heaviest = heaviest(below);
    if (heaviest < 0 || !carriesOn(row, heaviest)) {
      return below;
    }
    if (isInsideJdk(row, heaviest) || effects.baseMean(row) < NEW * change(row)) {
      return List.of(heaviest);
    }
    return below.stream()
        .filter(r -> change(r) >= BESIDE * change(heaviest) || p(r) <= BEYOND_DOUBT)
        .toList();
  }

  /**
   * Below a marked row that has no marked one in it the change is somewhere, too: of the few that
   * may carry it one is taken on evidence that would not do among all.
   */
  private int furtherDown(int row) {
    int at = row;
    while (true) {
      int carrying = -1;
      for (int child = at + 1;
          child < shares.tested().endRow(at);
          child = shares.tested().endRow(child)) {
        if (change(child) >= CARRIES * change(at) && p(child) <= CLEAR && !isInsideJdk(at, child)) {
          carrying = child;
        }
      }
      if (carrying < 0) {
        return at;
      }
      at = carrying;
    }
  }

  private double p(int row) {
    return sign > 0 ? effects.pMore()[row] : effects.pLess()[row];
  }

  /**
   * Whether the change at {@code row} is the one at {@code below}: it is most of it, or a fair part
   * of it and what {@code row} has besides did not clearly change. The more a row holds the more it
   * scatters, and its scatter is no cause.
   */
  private boolean carriesOn(int row, int below) {
    double part = change(below) / change(row);
    if (isInsideJdk(row, below)) {
      return part >= CARRIES_INSIDE_JDK;
    }
    return part >= CARRIES
        || (part >= CARRIES_BESIDE_SCATTER && isUnchangedBeside(row, List.of(below)));
  }

  private boolean isUnchangedBeside(int row, List<Integer> below) {
    return tests.pOfRest(row, below, sign) > CLEAR_BESIDE;
  }

  private boolean isCause(int row, List<Integer> below, List<Integer> parts) {
    if (below.stream().allMatch(other -> isInsideJdk(row, other))) {
      return true;
    }
    double covered = 0;
    double explained = 0;
    for (int part : parts) {
      covered += effects.baseMean(part);
      explained += change(part);
    }
    // Parts that grew by more than the whole did not grow with it: something else fell.
    if (parts.size() > 1
        && covered >= COVERS * effects.baseMean(row)
        && explained < AS_MUCH * change(row)) {
      return true;
    }
    return explained < CARRIES * change(row)
        && !isUnchangedBeside(row, parts)
        && !growsFaster(explained, covered, row);
  }

  /** Whether the parts grew out of proportion: they are changes of their own, and not all of it. */
  private boolean growsFaster(double explained, double covered, int row) {
    double rest = Math.max(0, change(row) - explained);
    double restBefore = Math.max(1e-9, effects.baseMean(row) - covered);
    return explained / Math.max(1e-9, covered) > OUT_OF_PROPORTION * rest / restBefore;
  }

  /**
   * Whether both belong to the same line of the application, so that the step shows only how the
   * JDK works. It does not where the JDK calls the application back, and the change is there.
   */
  private boolean isInsideJdk(int row, int below) {
    int owner = ownerOf(row);
    if (owner < 0 || owner != ownerOf(below)) {
      return false;
    }
    for (int other = below + 1; other < shares.tested().endRow(below); other++) {
      if (marked[other] && ownerOf(other) != owner && change(other) >= CARRIES * change(below)) {
        return false;
      }
    }
    return true;
  }

  private int ownerOf(int row) {
    return application.deepestOnPath(shares.tested().nodeOf(row));
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
        row = shares.tested().endRow(row) - 1;
      }
    }
    return topmost;
  }

  private double change(int row) {
    return sign * effects.change(row);
  }
}

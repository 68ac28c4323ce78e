package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One thing that changed.
 *
 * @param row where it is reported
 * @param compilersChoice whether the just-in-time compiler alone may have done it
 * @param sources for cost that moved, the rows where it was before, largest first
 */
record Cause(Finding.Kind kind, int row, boolean compilersChoice, List<Integer> sources) {

  /**
   * All causes: regressions, moved cost, improvements, each kind with the largest change first. Of
   * one JVM of each without what goes on inside one method: nothing tells how much of that is the
   * compiler's doing.
   */
  static List<Cause> find(
      Shares shares, ApplicationFrames application, RowTests tests, CompilerChoice compiler) {
    Effects effects = tests.effects();
    CostShift shift = new CostShift(shares, application, effects);
    Comparator<Integer> largestFirst =
        Comparator.comparingDouble(row -> -Math.abs(effects.change(row)));
    List<Cause> regressions = new ArrayList<>();
    List<Cause> moved = new ArrayList<>();
    Set<Integer> sources = new HashSet<>();
    List<Integer> risen = causes(1, shares, application, tests, shift);
    risen.sort(largestFirst);
    for (int row : risen) {
      List<Integer> from = shift.sourcesOf(row);
      sources.addAll(from);
      if (from.isEmpty()) {
        regressions.add(new Cause(Finding.Kind.REGRESSION, row, compiler.mayExplain(row), from));
      } else {
        moved.add(new Cause(Finding.Kind.MOVED, row, false, from));
      }
    }

    List<Cause> all = new ArrayList<>(regressions);
    all.addAll(moved);
    List<Integer> fallen = causes(-1, shares, application, tests, shift);
    fallen.sort(largestFirst);
    for (int row : fallen) {
      if (sources.stream().noneMatch(source -> oneContainsTheOther(shares, source, row))) {
        all.add(new Cause(Finding.Kind.IMPROVEMENT, row, compiler.mayExplain(row), List.of()));
      }
    }
    return all;
  }

  private static List<Integer> causes(
      int sign, Shares shares, ApplicationFrames application, RowTests tests, CostShift shift) {
    List<Integer> rows = new Localisation(shares, application, tests, sign).causes();
    if (tests.isOneOfEach()) {
      rows.removeIf(shift::isInsideOneMethod);
    }
    return rows;
  }

  private static boolean oneContainsTheOther(Shares shares, int a, int b) {
    int upper = Math.min(a, b);
    return Math.max(a, b) < shares.tested().endRow(upper);
  }
}

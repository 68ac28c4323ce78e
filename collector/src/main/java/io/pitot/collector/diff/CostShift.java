package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cost that only went elsewhere. A method was extracted, renamed or is called from another place:
 * what rises here falls there. It is looked for beside the topmost frame that still carries the
 * rise, and at the same application methods under other parents.
 */
final class CostShift {
  /** A fall counts when it is at least this part of the rise and no more than that ... */
  private static final double EACH = 0.25;

  private static final double EACH_AT_MOST = 2;

  /** ... and explains the rise when together they are this part of it. */
  private static final double TOGETHER = 0.6;

  private static final double STILL_CARRIES = 0.5;

  /** Of many frames beside a rise some fall by chance; this is shared among those looked at. */
  private static final double CLEAR = 0.0005;

  /** A method of the application that changes by less than this part of it did not change. */
  private static final double OWNER_CHANGES = 0.4;

  /** Inside one such method little evidence does: it is one story, told twice. */
  private static final double CLEAR_INSIDE = 0.05;

  private final Shares shares;
  private final ApplicationFrames application;
  private final Effects effects;
  private final int[] parentRows;

  CostShift(Shares shares, ApplicationFrames application, Effects effects) {
    this.shares = shares;
    this.application = application;
    this.effects = effects;
    this.parentRows = shares.tested().parentRows();
  }

  /** The rows that fall by as much as {@code row} rises, largest first; empty if none do. */
  List<Integer> sourcesOf(int row) {
    double rise = effects.change(row);
    int top = row;
    while (parentRows[top] >= 0 && effects.change(parentRows[top]) >= STILL_CARRIES * rise) {
      top = parentRows[top];
    }
    List<Integer> siblings = new ArrayList<>();
    for (int other = 0; other < shares.tested().count(); other++) {
      if (parentRows[other] == parentRows[top] && other != top) {
        siblings.add(other);
      }
    }
    List<Integer> sources = explaining(siblings, rise);
    for (List<Integer> sameMethod : sameMethods(row, top)) {
      sources = sources.isEmpty() ? explaining(sameMethod, rise) : sources;
    }
    return sources.isEmpty() ? besideInOneMethod(row, rise) : sources;
  }

  /**
   * Whether the JDK's frames at {@code row} work for a method of the application that as a whole
   * changes by little of what they do. To which frame time is attributed, and what is allocated at
   * all, is up to what the just-in-time compiler inlines, in each JVM for itself.
   */
  boolean isInsideOneMethod(int row) {
    return ownerThatStays(row) >= 0;
  }

  /**
   * What falls inside the method of the application that the JDK's frames at {@code row} work for,
   * if that method as a whole does not rise.
   */
  private List<Integer> besideInOneMethod(int row, double rise) {
    int ownerRow = ownerThatStays(row);
    if (ownerRow < 0) {
      return List.of();
    }
    List<Integer> beside = new ArrayList<>();
    for (int other = ownerRow + 1;
        other < shares.tested().endRow(ownerRow);
        other = shares.tested().endRow(other)) {
      if (row < other || row >= shares.tested().endRow(other)) {
        beside.add(other);
      }
    }
    return explaining(beside, rise, CLEAR_INSIDE);
  }

  /** The row of that method; negative where there is none, or where it changes as well. */
  private int ownerThatStays(int row) {
    int node = shares.tested().nodeOf(row);
    int owner = application.deepestOnPath(node);
    int ownerRow = owner < 0 || owner == node ? -1 : shares.tested().rowOf(owner);
    boolean stays =
        ownerRow >= 0 && effects.change(ownerRow) / effects.change(row) <= OWNER_CHANGES;
    return stays ? ownerRow : -1;
  }

  /** For each application method between {@code top} and {@code row}, where else it falls. */
  private Iterable<List<Integer>> sameMethods(int row, int top) {
    int[] name = shares.tested().shape().name();
    Set<Integer> methods = new HashSet<>();
    for (int node = shares.tested().nodeOf(row);
        node > 0 && shares.tested().parents()[node] >= 0 && isWithin(node, top);
        node = shares.tested().parents()[node]) {
      if (application.isApplication(node)) {
        methods.add(name[node]);
      }
    }
    Map<Integer, List<Integer>> found = new HashMap<>();
    int topNode = shares.tested().nodeOf(top);
    for (int node = 1; node < name.length && !methods.isEmpty(); node++) {
      int other = shares.tested().rowOf(node);
      boolean inside = node >= topNode && node < shares.tested().endOf(topNode);
      if (!inside && other >= 0 && methods.contains(name[node])) {
        found.computeIfAbsent(name[node], n -> new ArrayList<>()).add(other);
        node = shares.tested().endOf(node) - 1; // A recursive method counts once.
      }
    }
    return found.values();
  }

  /** Whether the node belongs to the subtree of the chain of {@code top}. */
  private boolean isWithin(int node, int top) {
    return shares.tested().rowOf(node) >= top
        && shares.tested().rowOf(node) < shares.tested().endRow(top);
  }

  /** Those that clearly fall, largest first, if they explain the rise together; else none. */
  private List<Integer> explaining(List<Integer> rows, double rise) {
    return explaining(rows, rise, CLEAR / Math.max(1, rows.size()));
  }

  private List<Integer> explaining(List<Integer> rows, double rise, double clear) {
    List<Integer> falling = new ArrayList<>();
    double fall = 0;
    for (int row : rows) {
      double drop = -effects.change(row);
      if (drop > EACH * rise && drop < EACH_AT_MOST * rise && effects.pFall(row) <= clear) {
        falling.add(row);
        fall -= effects.change(row);
      }
    }
    falling.sort((a, b) -> Double.compare(effects.change(a), effects.change(b)));
    return fall >= TOGETHER * rise ? falling : List.of();
  }
}

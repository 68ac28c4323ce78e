package io.pitot.collector.diff;

import io.pitot.collector.tree.TreeShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which frames a person can edit: those that are not the JDK's. */
final class ApplicationFrames {
  private static final double MOST = 0.7;
  private static final int MOST_CALLERS = 3;

  private final Shares shares;
  private final boolean leavesAreClasses;
  private final boolean[] jdkByName;
  private final int[] deepest;

  ApplicationFrames(Shares shares, Subject subject) {
    this.shares = shares;
    this.leavesAreClasses = subject.leavesAreClasses();
    TreeShape shape = shares.tested().shape();
    jdkByName = new boolean[shape.names().size()];
    for (int name = 0; name < jdkByName.length; name++) {
      jdkByName[name] = FrameNames.isJdk(shape.names().get(name));
    }
    deepest = new int[shape.size()];
    deepest[0] = -1;
    for (int node = 1; node < deepest.length; node++) {
      deepest[node] = isApplication(node) ? node : deepest[shares.tested().parents()[node]];
    }
  }

  /**
   * Who is to be told.
   *
   * @param node the application's frame; -1 when there is none or the cost is spread over several
   * @param callers when it is spread, the names of the largest, by falling size
   */
  record Owner(int node, List<Integer> callers) {}

  /** Whether the node is a method that is not the JDK's. */
  boolean isApplication(int node) {
    return node > 0 && !jdkByName[shares.tested().shape().name()[node]] && !isClass(node);
  }

  /** Whether the node is the class that was allocated or waited for. */
  boolean isClass(int node) {
    return leavesAreClasses && shares.tested().endOf(node) == node + 1;
  }

  /**
   * The deepest application frame on the path to the node, itself included; -1 if there is none.
   */
  int deepestOnPath(int node) {
    return deepest[node];
  }

  /** The frame that owns a change at {@code node}, on its path or just below it. */
  Owner ownerOf(int node, double sign) {
    if (isApplication(node) || isClass(node)) {
      return new Owner(deepest[node], List.of());
    }
    double whole = change(node, sign);
    double covered = 0;
    Map<Integer, Double> changeByName = new LinkedHashMap<>();
    int largest = -1;
    for (int at = node + 1; at < shares.tested().endOf(node); at++) {
      if (!isApplication(at)) {
        continue;
      }
      double change = change(at, sign);
      if (change >= MOST * whole) {
        return new Owner(at, List.of());
      }
      if (change > 0) {
        covered += change;
        changeByName.merge(shares.tested().shape().name()[at], change, Double::sum);
        largest = largest < 0 || change > change(largest, sign) ? at : largest;
      }
      at = shares.tested().endOf(at) - 1;
    }
    if (whole <= 0 || covered < MOST * whole) {
      return new Owner(deepest[node], List.of());
    }
    if (changeByName.size() == 1) {
      return new Owner(largest, List.of());
    }
    return new Owner(-1, largestNames(changeByName));
  }

  /** The classes at the end of stacks below {@code node} that change most, as names. */
  List<Integer> classesBelow(int node, double sign) {
    return largestNames(classChanges(node, sign));
  }

  /** The same with how much each changes, by number of the name. */
  Map<Integer, Double> classChanges(int node, double sign) {
    Map<Integer, Double> changeByName = new LinkedHashMap<>();
    for (int at = node; leavesAreClasses && at < shares.tested().endOf(node); at++) {
      if (isClass(at)) {
        changeByName.merge(shares.tested().shape().name()[at], change(at, sign), Double::sum);
      }
    }
    double whole = changeByName.values().stream().mapToDouble(c -> Math.max(0, c)).sum();
    changeByName.values().removeIf(change -> change <= 0.02 * whole);
    return changeByName;
  }

  private double change(int node, double sign) {
    return sign * (shares.candidateMean(node) - shares.baseMean(node));
  }

  private static List<Integer> largestNames(Map<Integer, Double> changeByName) {
    List<Map.Entry<Integer, Double>> entries = new ArrayList<>(changeByName.entrySet());
    entries.sort(Map.Entry.<Integer, Double>comparingByValue().reversed());
    return entries.stream().limit(MOST_CALLERS).map(Map.Entry::getKey).toList();
  }
}

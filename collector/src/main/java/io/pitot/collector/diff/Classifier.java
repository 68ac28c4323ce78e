package io.pitot.collector.diff;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Says what a change is about: by the type of the profile, and within it by the class at the end of
 * the stacks that changed and by the JDK's frames between it and the application.
 */
final class Classifier {
  private static final double MOST = 0.5;
  private static final double NOTICEABLE = 0.1;

  private final Subject subject;
  private final Shares shares;
  private final ApplicationFrames application;

  Classifier(Subject subject, Shares shares, ApplicationFrames application) {
    this.subject = subject;
    this.shares = shares;
    this.application = application;
  }

  /**
   * @param node whose subtree changed
   * @param sign 1 when it rose, -1 when it fell
   */
  FindingClass of(int node, double sign) {
    return switch (subject.type()) {
      case "alloc" ->
          part(node, sign, this::isMapAllocation) >= MOST
              ? FindingClass.MAP_ALLOCATION
              : FindingClass.ALLOCATION;
      case "gc_pause" -> FindingClass.GC_PRESSURE;
      case "map_contention" -> FindingClass.MAP_CONTENTION;
      case "map_resize" -> FindingClass.MAP_RESIZE_STORM;
      case "lock", "park" -> ofWait(node, sign);
      default -> ofOther(node, sign);
    };
  }

  private FindingClass ofWait(int node, double sign) {
    if (part(node, sign, this::isMapWait) >= MOST) {
      return FindingClass.MAP_CONTENTION;
    }
    boolean isLock = subject.type().equals("lock") || part(node, sign, this::isLock) >= MOST;
    return isLock ? FindingClass.LOCK_CONTENTION : FindingClass.WAITING;
  }

  private FindingClass ofOther(int node, double sign) {
    if (subject.unit().equals("nanoseconds")) {
      return FindingClass.WAITING;
    }
    if (subject.unit().equals("bytes")) {
      return FindingClass.ALLOCATION;
    }
    if (part(node, sign, this::isGrowth) < MOST) {
      return FindingClass.CPU;
    }
    return part(node, sign, at -> MapCode.isResizeHelp(name(at))) >= NOTICEABLE
        ? FindingClass.MAP_RESIZE_STORM
        : FindingClass.MAP_ALLOCATION;
  }

  private boolean isMapAllocation(int node) {
    return application.isClass(node) ? MapCode.isMapClass(name(node)) : isGrowth(node);
  }

  private boolean isMapWait(int node) {
    return application.isClass(node)
        ? MapCode.isMapClass(name(node))
        : MapCode.isMapMethod(name(node));
  }

  private boolean isGrowth(int node) {
    return MapCode.isGrowth(name(node));
  }

  private boolean isLock(int node) {
    String name = name(node);
    return application.isClass(node)
        && (name.contains("Lock") || name.endsWith("Sync") || name.contains("Semaphore"))
        && List.of("CountDownLatch", "ConditionObject").stream().noneMatch(name::contains);
  }

  private String name(int node) {
    return shares.tested().shape().nameOf(node);
  }

  /**
   * Which part of the change at {@code node} is in stacks that pass such a frame after the last one
   * of the application's.
   */
  private double part(int node, double sign, IntPredicate isSuch) {
    int end = shares.tested().endOf(node);
    boolean[] such = new boolean[end - node];
    double[] own = new double[end - node];
    for (int at = node; at < end; at++) {
      int parent = shares.tested().parents()[at];
      boolean above = at == node ? isBelow(parent, isSuch) : such[parent - node];
      such[at - node] = isSuch.test(at) || (above && !application.isApplication(at));
      double change = sign * (shares.candidateMean(at) - shares.baseMean(at));
      own[at - node] += change;
      if (at > node) {
        own[parent - node] -= change;
      }
    }
    double whole = 0;
    double part = 0;
    for (int i = 0; i < own.length; i++) {
      double changed = Math.max(0, own[i]);
      whole += changed;
      part += such[i] ? changed : 0;
    }
    return whole > 0 ? part / whole : 0;
  }

  /** Whether there is such a frame at {@code node} or above it, up to the application's. */
  private boolean isBelow(int node, IntPredicate isSuch) {
    for (int at = node; at > 0; at = shares.tested().parents()[at]) {
      if (isSuch.test(at)) {
        return true;
      }
      if (application.isApplication(at)) {
        return false;
      }
    }
    return false;
  }
}

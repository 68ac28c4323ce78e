package io.pitot.daemon.fold;

import java.util.EnumSet;
import java.util.Set;

/**
 * How much a window keeps when the daemon has to spare: each step keeps less than the one before.
 * Counts and sums of what is kept stay exact, and what is left out is counted as a loss.
 */
public enum Detail {
  ALL(0, "nothing is left out"),
  /** Waits are summed up by lock and stack, and none stands by itself; how frames ran goes, too. */
  NO_SINGLE_WAITS(1, "waits are summed up and none is kept by itself, nor how frames ran"),
  /** The stacks with the largest sums; the others become {@code [overflow]}. */
  FEWER_STACKS(2, "and rarer stacks are put together"),
  /** What tells of CPU and contention; allocations, parks and resizes are counted alone. */
  FEWER_TYPES(3, "and allocations, parks and resizes are only counted");

  /** Of one profile type, from {@link #FEWER_STACKS} on. */
  static final int MOST_STACKS = 200;

  private static final Set<ProfileType> GIVEN_UP =
      EnumSet.of(
          ProfileType.ALLOC,
          ProfileType.ALLOC_IN_TLAB,
          ProfileType.ALLOC_OUTSIDE_TLAB,
          ProfileType.PARK,
          ProfileType.MAP_RESIZE);

  private final int step;
  private final String tells;

  Detail(int step, String tells) {
    this.step = step;
    this.tells = tells;
  }

  /** How many steps below {@link #ALL}. */
  public int step() {
    return step;
  }

  /** One step less; the last is itself. */
  public Detail less() {
    return at(step + 1);
  }

  /** One step more; the first is itself. */
  public Detail more() {
    return at(step - 1);
  }

  private Detail at(int other) {
    for (Detail detail : values()) {
      if (detail.step == other) {
        return detail;
      }
    }
    return this;
  }

  /** For people: what it does beside what the steps before do. */
  public String tells() {
    return tells;
  }

  boolean keepsSingleWaits() {
    return this == ALL;
  }

  boolean keepsKinds() {
    return this == ALL;
  }

  boolean keepsRareStacks() {
    return compareTo(FEWER_STACKS) < 0;
  }

  boolean keeps(ProfileType type) {
    return this != FEWER_TYPES || !GIVEN_UP.contains(type);
  }
}

package io.pitot.collector.diff;

import io.pitot.collector.tree.Value;

/**
 * What is compared.
 *
 * @param type the profile type: {@code cpu}, {@code alloc}, {@code lock}, {@code park}, {@code
 *     map_contention}, {@code map_resize}, {@code gc_pause}, ...
 * @param unit of its sums: {@code samples}, {@code bytes}, {@code nanoseconds}
 * @param value which of a node's numbers
 * @param sumsStrata whether values of different strata were measured the same way and may be added
 *     up for display; if not, only the first stratum's are shown
 */
public record Subject(String type, String unit, Value value, boolean sumsStrata) {
  /** Of instances that were all measured the same way. */
  public Subject(String type, String unit, Value value) {
    this(type, unit, value, true);
  }

  /**
   * Whether values are parts of the time that an instance was observed, and not of their own total:
   * pauses, during which all of it stands still.
   */
  boolean isPartOfTime() {
    return type.equals("gc_pause");
  }

  /** Whether stacks end in a class (what was allocated or waited for) instead of a method. */
  boolean leavesAreClasses() {
    return switch (type) {
      case "alloc", "lock", "park", "map_contention", "map_resize" -> true;
      default -> false;
    };
  }

  /** What the shares are shares of. */
  String whole() {
    if (value == Value.COUNT) {
      return type.equals("cpu") ? "the CPU samples" : "the " + type + " events";
    }
    return switch (type) {
      case "alloc" -> "the allocated bytes";
      case "lock" -> "the time blocked on monitors";
      case "park" -> "the time parked";
      case "map_contention" -> "the time waited at maps";
      case "map_resize" -> "the time maps took to grow";
      case "gc_pause" -> "the time";
      default -> "the " + type + " " + unit;
    };
  }

  /** The unit of the compared value. */
  String amountUnit() {
    return value == Value.SUM ? unit : type.equals("cpu") ? "samples" : "events";
  }
}

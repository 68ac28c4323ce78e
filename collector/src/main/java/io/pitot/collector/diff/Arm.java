package io.pitot.collector.diff;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One side of a comparison.
 *
 * @param label for people, such as the release
 */
public record Arm(String label, List<Instance> instances) {
  /** Makes the list unmodifiable. */
  public Arm {
    instances = List.copyOf(instances);
  }

  /**
   * One JVM, the unit that is replicated.
   *
   * @param column its column in the union tree
   * @param observedSeconds how long it was observed; 0 when this is not known
   * @param cpuCores its mean CPU use, in cores, where it is known
   */
  public record Instance(int column, double observedSeconds, OptionalDouble cpuCores) {
    /** An instance whose CPU use is not known. */
    public Instance(int column, double observedSeconds) {
      this(column, observedSeconds, OptionalDouble.empty());
    }
  }
}

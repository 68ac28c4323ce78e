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
   * @param stratum what it can be compared with: instances of the other arm that have the same
   *     number, from 0, because they run on the same JDK and were measured the same way
   * @param requests that it served meanwhile; 0 when this is not known
   */
  public record Instance(
      int column, double observedSeconds, OptionalDouble cpuCores, int stratum, double requests) {
    /** An instance of which no more is known. */
    public Instance(int column, double observedSeconds) {
      this(column, observedSeconds, OptionalDouble.empty(), 0, 0);
    }

    /** The same in another stratum. */
    public Instance in(int otherStratum) {
      return new Instance(column, observedSeconds, cpuCores, otherStratum, requests);
    }

    /** The same with a number of requests. */
    public Instance serving(double count) {
      return new Instance(column, observedSeconds, cpuCores, stratum, count);
    }
  }
}

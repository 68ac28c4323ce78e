package io.pitot.collector.diff;

import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * An arm's instances that have enough data to be compared. One that has less than a twentieth of
 * its arm's median events was idle or just seen: its shares say nothing about the release.
 */
final class Side {
  private static final double IDLE = 0.05;
  private static final double NANOS_PER_SECOND = 1e9;

  private final String label;
  private final boolean partOfTime;
  private final List<Member> members;
  private final int leftOut;
  private final long total;

  private Side(String label, boolean partOfTime, List<Member> members, int leftOut, long total) {
    this.label = label;
    this.partOfTime = partOfTime;
    this.members = members;
    this.leftOut = leftOut;
    this.total = total;
  }

  /**
   * An instance with its totals.
   *
   * @param total of the compared value; 0 without data
   * @param effectiveEvents Kish's effective size of the sample: as many events of equal weight
   *     would scatter as much as these
   */
  record Member(Arm.Instance instance, long total, long events, double effectiveEvents) {

    private static Member of(UnionTree tree, Value value, Arm.Instance instance) {
      long[] count = tree.columns().get(instance.column()).count();
      long[] self = tree.columns().get(instance.column()).self(value);
      long events = 0;
      long total = 0;
      double sumOfSquares = 0;
      for (int i = 0; i < self.length; i++) {
        if (self[i] > 0) {
          events += count[i];
          total += self[i];
          sumOfSquares += (double) self[i] * self[i] / Math.max(1, count[i]);
        }
      }
      return new Member(instance, total, events, (double) total * total / sumOfSquares);
    }

    /**
     * What chance makes of a share p, in units of p (1 - p). Of parts of time it is what chance
     * makes of their number.
     */
    private double inverseEvents(boolean partOfTime) {
      if (!partOfTime) {
        return 1 / effectiveEvents;
      }
      return total == 0 ? 0 : total / (observedNanos() * effectiveEvents);
    }

    double observedNanos() {
      return instance.observedSeconds() * NANOS_PER_SECOND;
    }

    /** CPU cores where they are known, else the compared value by second; empty if unknown. */
    OptionalDouble load() {
      if (instance.cpuCores().isPresent() || !(instance.observedSeconds() > 0)) {
        return instance.cpuCores();
      }
      return OptionalDouble.of(total / instance.observedSeconds());
    }
  }

  static Side of(UnionTree tree, Subject subject, Arm arm) {
    boolean partOfTime = subject.isPartOfTime();
    List<Member> all =
        arm.instances().stream()
            .parallel()
            .map(one -> Member.of(tree, subject.value(), one))
            .toList();
    // An instance that was watched and never stood still tells as much as any other.
    List<Member> withData =
        all.stream().filter(m -> partOfTime ? m.observedNanos() > 0 : m.total() > 0).toList();
    double least = partOfTime ? 0 : IDLE * medianEvents(withData);
    List<Member> members = withData.stream().filter(m -> m.events() >= least).toList();
    return new Side(
        arm.label(),
        partOfTime,
        members,
        arm.instances().size() - members.size(),
        withData.stream().mapToLong(Member::total).sum());
  }

  int size() {
    return members.size();
  }

  List<Member> members() {
    return members;
  }

  String label() {
    return label;
  }

  long events() {
    return members.stream().mapToLong(Member::events).sum();
  }

  /** The mean over instances of 1 / effective events. */
  double inverseEvents() {
    return members.stream().mapToDouble(m -> m.inverseEvents(partOfTime)).average().orElse(1);
  }

  /** The stratum of each member. */
  int[] strata() {
    return members.stream().mapToInt(m -> m.instance().stratum()).toArray();
  }

  /** Whether the values are parts of the observed time, so that few events are no lack of data. */
  boolean isPartOfTime() {
    return partOfTime;
  }

  boolean knowsRequests() {
    return members.stream().allMatch(m -> m.instance().requests() > 0);
  }

  /**
   * What a request costs in this stratum, on the average over instances; of all where it is empty.
   */
  double totalByRequest(int stratum) {
    ToDoubleFunction<Member> byRequest = m -> m.total() / m.instance().requests();
    return members.stream()
        .filter(m -> m.instance().stratum() == stratum)
        .mapToDouble(byRequest)
        .average()
        .orElseGet(() -> members.stream().mapToDouble(byRequest).average().orElse(1));
  }

  /** Each instance's load; empty if it is not known of all. */
  double[] loads() {
    double[] loads =
        members.stream()
            .map(Member::load)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .filter(load -> load > 0)
            .toArray();
    return loads.length == members.size() ? loads : new double[0];
  }

  Report.ArmSummary summary() {
    return new Report.ArmSummary(label, members.size(), leftOut, events(), total);
  }

  private static double medianEvents(List<Member> members) {
    long[] events = members.stream().mapToLong(Member::events).toArray();
    Arrays.sort(events);
    return events.length == 0 ? 0 : events[events.length / 2];
  }
}

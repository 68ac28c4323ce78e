package io.pitot.collector.gate;

import io.pitot.collector.diff.Finding;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is compared when nobody names types: whatever of these the releases have. A PASS has to be
 * able to tell about CPU and allocations. Pauses, locks and maps fail as well, but where there is
 * too little of them to tell they keep nothing from passing: most services hardly have any.
 */
final class UsualTypes {
  static final List<String> NEEDED = List.of("cpu", "alloc");
  static final List<String> BESIDE = List.of("gc_pause", "lock", "map_contention", "map_resize");

  /**
   * Most of next to no waiting is next to nothing. A rise counts from where one of pauses does: a
   * quarter of a point of the time of one thread.
   */
  private static final double LEAST_NANOS_BY_SECOND = 2.5e6;

  private UsualTypes() {}

  /** In the order in which they are told. */
  static List<Asked> that(Predicate<String> isThere) {
    List<Asked> there =
        Stream.concat(
                NEEDED.stream().map(type -> new Asked(type, true)),
                BESIDE.stream().map(type -> new Asked(type, false)))
            .filter(asked -> isThere.test(asked.type()))
            .toList();
    return there.stream().anyMatch(Asked::isNeeded)
        ? there
        : there.stream().map(asked -> new Asked(asked.type(), true)).toList();
  }

  /**
   * A type that is compared.
   *
   * @param isNeeded whether it has to be able to tell before the whole is a PASS
   */
  record Asked(String type, boolean isNeeded) {
    /** Whether the change is large enough to count if it is over its bar. */
    boolean counts(Finding finding) {
      Finding.Cost cost = finding.cost();
      boolean isWait = cost.unit().equals("nanoseconds") && cost.per().equals("second");
      return isNeeded || !isWait || !(cost.candidate() - cost.base() < LEAST_NANOS_BY_SECOND);
    }
  }
}

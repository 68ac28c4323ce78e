package io.pitot.collector.store;

import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which hours of a range are answered from their sums and which from their windows. Sums answer for
 * an hour that is sealed and lies within the range; at the edges windows do, as long as there are
 * any. When they are gone, an hour of which any part is asked for is answered whole.
 *
 * @param hours starts of those that are answered from sums
 */
record HourPlan(SortedSet<Long> hours) {

  /**
   * Plans for what is stored now.
   *
   * @param windows the partitions of {@link Table#RAW}
   * @param preferSums whether sums are good enough where windows are there, too
   */
  static HourPlan of(
      SealedHours sealed, Set<Partition> windows, RawRange range, boolean preferSums) {
    SortedSet<Long> hours = new TreeSet<>(Comparator.naturalOrder());
    for (long start : sealed.within(range.service(), range.fromSeconds(), range.toSeconds())) {
      boolean isWhole =
          start >= range.fromSeconds() && start + ServiceHour.SECONDS <= range.toSeconds();
      if ((isWhole && preferSums) || !windows.contains(new Partition(Table.RAW, start))) {
        hours.add(start);
      }
    }
    return new HourPlan(hours);
  }

  /** The range with all of the hours that are answered from sums. */
  RawRange widen(RawRange range) {
    return isEmpty()
        ? range
        : range.with(
            range.firstSeries(),
            range.lastSeries(),
            Math.min(range.fromSeconds(), hours.first()),
            Math.max(range.toSeconds(), hours.last() + ServiceHour.SECONDS));
  }

  boolean isEmpty() {
    return hours.isEmpty();
  }

  boolean answers(long epochSeconds) {
    return hours.contains(ServiceHour.start(epochSeconds));
  }

  /** Those of one partition of {@link Table#HOURS}. */
  SortedSet<Long> within(Partition partition) {
    return hours.subSet(partition.startSeconds(), partition.endSeconds());
  }
}

package io.pitot.collector.store;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which hours of which services are sealed: their sums in {@link Table#HOURS} hold all that is, or
 * was, in {@link Table#RAW}. A window that comes late breaks the seal in the same write, and
 * queries read the hour's windows again until it is summed up anew.
 *
 * <p>The committer's thread changes it, any may read.
 */
final class SealedHours {
  private static final byte[] SEAL = {};

  /** Hours within a partition, by service. */
  private final Map<Partition, Map<Integer, BitSet>> sealed = new TreeMap<>();

  /** Hours that are not sealed and were written to since the start, and when last. */
  private final Map<ServiceHour, Long> changedMillis = new HashMap<>();

  /** Hours in which nothing is left to be summed up, of any service. */
  private final Set<Partition> complete = new HashSet<>();

  private @Nullable ServiceHour summing;

  SealedHours(BlockStore blocks) {
    for (Partition partition : blocks.partitions(Table.HOURS)) {
      blocks.scan(
          partition,
          HourKey.firstSeal(),
          HourKey.endOfSeals(),
          (key, value) -> {
            RawKey seal = RawKey.read(key);
            set(new ServiceHour(seal.series(), seal.windowSeconds()));
            return true;
          });
    }
  }

  synchronized boolean isSealed(ServiceHour hour) {
    BitSet hours = sealed.getOrDefault(hour.partition(), Map.of()).get(hour.service());
    return hours != null && hours.get(index(hour));
  }

  /** The starts of the sealed hours of a service that overlap a range. */
  synchronized SortedSet<Long> within(int service, long fromSeconds, long toSeconds) {
    SortedSet<Long> found = new TreeSet<>();
    sealed.forEach(
        (partition, byService) -> {
          BitSet hours = byService.get(service);
          if (hours != null
              && partition.endSeconds() > fromSeconds
              && partition.startSeconds() < toSeconds) {
            for (int i = hours.nextSetBit(0); i >= 0; i = hours.nextSetBit(i + 1)) {
              long start = partition.startSeconds() + i * ServiceHour.SECONDS;
              if (start + ServiceHour.SECONDS > fromSeconds && start < toSeconds) {
                found.add(start);
              }
            }
          }
        });
    return found;
  }

  /** When an hour that is not sealed was last written to; 0 when not since the start. */
  synchronized long changedMillis(ServiceHour hour) {
    return changedMillis.getOrDefault(hour, 0L);
  }

  /** Whether the windows of this hour are no longer needed for sums. */
  synchronized boolean isComplete(Partition rawHour) {
    return complete.contains(rawHour);
  }

  // What follows is for the committer's thread alone.

  /** Notes that a window of the hour is about to be written; the change that has to come before. */
  synchronized Optional<Put> change(ServiceHour hour, long nowMillis) {
    changedMillis.put(hour, nowMillis);
    complete.remove(Partition.at(Table.RAW, hour.startSeconds()));
    if (hour.equals(summing)) {
      summing = null;
    }
    BitSet hours = sealed.getOrDefault(hour.partition(), Map.of()).get(hour.service());
    if (hours == null || !hours.get(index(hour))) {
      return Optional.empty();
    }
    hours.clear(index(hour));
    return Optional.of(new Put(hour.partition(), HourKey.seal(hour).toBytes(), null));
  }

  /** From here on is noted whether the hour changes. */
  synchronized void beginToSum(ServiceHour hour) {
    summing = hour;
  }

  /** The seal, if the hour has not changed since {@link #beginToSum}. */
  synchronized List<Put> seal(ServiceHour hour) {
    return hour.equals(summing)
        ? List.of(new Put(hour.partition(), HourKey.seal(hour).toBytes(), SEAL))
        : List.of();
  }

  /** The seal is durable. */
  synchronized void sealed(ServiceHour hour) {
    set(hour);
    changedMillis.remove(hour);
    summing = null;
  }

  synchronized void completed(Partition rawHour) {
    complete.add(rawHour);
  }

  /** Forgets what is no longer stored. */
  synchronized void forget(Partition dropped) {
    sealed.remove(dropped);
    complete.remove(dropped);
    Iterator<ServiceHour> changed = changedMillis.keySet().iterator();
    while (changed.hasNext()) {
      if (Partition.at(dropped.table(), changed.next().startSeconds()).equals(dropped)) {
        changed.remove();
      }
    }
  }

  private void set(ServiceHour hour) {
    sealed
        .computeIfAbsent(hour.partition(), p -> new HashMap<>())
        .computeIfAbsent(hour.service(), s -> new BitSet())
        .set(index(hour));
  }

  private static int index(ServiceHour hour) {
    return (int) ((hour.startSeconds() - hour.partition().startSeconds()) / ServiceHour.SECONDS);
  }
}

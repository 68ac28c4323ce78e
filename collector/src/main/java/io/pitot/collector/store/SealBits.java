package io.pitot.collector.store;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Spans that are sealed, a bit for each, by partition and service; in one of {@link Table#PACKED}
 * ten minutes. Guarded by its owner.
 */
final class SealBits {
  private final Map<Partition, Map<Integer, BitSet>> partitions = new TreeMap<>();

  boolean has(Partition partition, ServiceSpan span) {
    BitSet spans = partitions.getOrDefault(partition, Map.of()).get(span.service());
    return spans != null && spans.get(index(partition, span));
  }

  void add(Partition partition, ServiceSpan span) {
    partitions
        .computeIfAbsent(partition, p -> new HashMap<>())
        .computeIfAbsent(span.service(), s -> new BitSet())
        .set(index(partition, span));
  }

  /** Whether it was there before. */
  boolean remove(Partition partition, ServiceSpan span) {
    BitSet spans = partitions.getOrDefault(partition, Map.of()).get(span.service());
    if (spans == null || !spans.get(index(partition, span))) {
      return false;
    }
    spans.clear(index(partition, span));
    return true;
  }

  /** The services that have, or had, a sealed span in a partition. */
  Set<Integer> services(Partition partition) {
    return partitions.getOrDefault(partition, Map.of()).keySet();
  }

  /** The starts of the spans of a service that overlap a range. */
  NavigableSet<Long> within(Level level, int service, long fromSeconds, long toSeconds) {
    NavigableSet<Long> found = new TreeSet<>();
    partitions.forEach(
        (partition, byService) -> {
          BitSet spans = byService.get(service);
          if (spans != null
              && partition.table() == level.table()
              && partition.endSeconds() > fromSeconds
              && partition.startSeconds() < toSeconds) {
            for (int i = spans.nextSetBit(0); i >= 0; i = spans.nextSetBit(i + 1)) {
              long start = partition.startSeconds() + (long) i * level.seconds();
              if (start + level.seconds() > fromSeconds && start < toSeconds) {
                found.add(start);
              }
            }
          }
        });
    return found;
  }

  void forget(Partition partition) {
    partitions.remove(partition);
  }

  void forget(Partition partition, BitSet services) {
    Map<Integer, BitSet> ofPartition = partitions.get(partition);
    if (ofPartition != null) {
      services.stream().forEach(ofPartition::remove);
    }
  }

  private static int index(Partition partition, ServiceSpan span) {
    return (int) ((span.startSeconds() - partition.startSeconds()) / span.level().seconds());
  }
}

package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Seals that do not count and may be stored all the same: their write failed, which does not say
 * that it left nothing, or the one that was to remove them did. The next window of their span
 * removes them again, until a write that does has succeeded. Guarded by its owner.
 */
final class DoubtfulSeals {
  private final Set<Seal> seals = new HashSet<>();

  /** Those that the write under way removes. */
  private final List<Seal> removed = new ArrayList<>();

  private record Seal(Partition partition, ServiceSpan span) {}

  void add(Partition partition, ServiceSpan span) {
    seals.add(new Seal(partition, span));
  }

  /** It is stored, and counts. */
  void settled(Partition partition, ServiceSpan span) {
    seals.remove(new Seal(partition, span));
  }

  /** What removes a seal in the next write, if it is one of these. */
  List<Put> remove(Partition partition, ServiceSpan span) {
    Seal seal = new Seal(partition, span);
    if (!seals.contains(seal)) {
      return List.of();
    }
    removed.add(seal);
    return List.of(new Put(partition, SpanKey.seal(span).toBytes(), null));
  }

  /** The write that {@link #remove} was for is done. */
  void written(boolean isDurable) {
    if (isDurable) {
      removed.forEach(seals::remove);
    }
    removed.clear();
  }

  void forget(Partition partition) {
    seals.removeIf(seal -> seal.partition.equals(partition));
  }

  void forget(Partition partition, BitSet services) {
    seals.removeIf(seal -> seal.partition.equals(partition) && services.get(seal.span.service()));
  }
}

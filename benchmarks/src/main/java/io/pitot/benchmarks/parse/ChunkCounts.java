package io.pitot.benchmarks.parse;

import java.util.Arrays;

/**
 * Events by the id that a chunk gives their stack, for the readers that show it: three counts for
 * each id, one per {@link EventGroup}.
 */
final class ChunkCounts {
  /** Open addressing: the id + 1; 0 is a free slot. */
  private long[] ids = new long[1024];

  private long[] counts = new long[1024 * EventGroup.COUNT];
  private int size;

  interface Visitor {
    void stack(long id, long[] counts, int at);
  }

  void add(EventGroup group, long stackId) {
    int slot = slotOf(stackId);
    if (ids[slot] == 0) {
      ids[slot] = stackId + 1;
      size++;
    }
    counts[slot * EventGroup.COUNT + group.index()]++;
    if (size * 2 > ids.length) {
      grow();
    }
  }

  void forEach(Visitor visitor) {
    for (int slot = 0; slot < ids.length; slot++) {
      if (ids[slot] != 0) {
        visitor.stack(ids[slot] - 1, counts, slot * EventGroup.COUNT);
      }
    }
  }

  void clear() {
    Arrays.fill(ids, 0);
    Arrays.fill(counts, 0);
    size = 0;
  }

  /** A JVM counts ids up, so those of a chunk lie close together and need not be spread. */
  private int slotOf(long id) {
    int mask = ids.length - 1;
    int slot = (int) id & mask;
    while (ids[slot] != 0 && ids[slot] != id + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldIds = ids;
    long[] oldCounts = counts;
    ids = new long[oldIds.length * 2];
    counts = new long[oldCounts.length * 2];
    for (int old = 0; old < oldIds.length; old++) {
      if (oldIds[old] != 0) {
        int slot = slotOf(oldIds[old] - 1);
        ids[slot] = oldIds[old];
        System.arraycopy(
            oldCounts, old * EventGroup.COUNT, counts, slot * EventGroup.COUNT, EventGroup.COUNT);
      }
    }
  }
}

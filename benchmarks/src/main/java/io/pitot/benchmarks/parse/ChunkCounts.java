package io.pitot.benchmarks.parse;

import java.util.Arrays;

/**
 * Events by the id that a chunk gives their stack, for the readers that show it: three counts for
 * each id, one per {@link EventGroup}.
 */
final class ChunkCounts {
  private long[] ids = new long[1024];
  private long[] counts = new long[1024 * EventGroup.COUNT];
  private boolean[] used = new boolean[1024];
  private int size;

  interface Visitor {
    void stack(long id, long[] counts, int at);
  }

  void add(EventGroup group, long stackId) {
    int slot = slotOf(stackId);
    if (!used[slot]) {
      used[slot] = true;
      ids[slot] = stackId;
      size++;
    }
    counts[slot * EventGroup.COUNT + group.index()]++;
    if (size * 2 > ids.length) {
      grow();
    }
  }

  void forEach(Visitor visitor) {
    for (int slot = 0; slot < ids.length; slot++) {
      if (used[slot]) {
        visitor.stack(ids[slot], counts, slot * EventGroup.COUNT);
      }
    }
  }

  void clear() {
    Arrays.fill(used, false);
    Arrays.fill(counts, 0);
    size = 0;
  }

  private int slotOf(long id) {
    int mask = ids.length - 1;
    int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (used[slot] && ids[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldIds = ids;
    long[] oldCounts = counts;
    boolean[] oldUsed = used;
    ids = new long[oldIds.length * 2];
    counts = new long[oldCounts.length * 2];
    used = new boolean[oldUsed.length * 2];
    for (int old = 0; old < oldIds.length; old++) {
      if (oldUsed[old]) {
        int slot = slotOf(oldIds[old]);
        used[slot] = true;
        ids[slot] = oldIds[old];
        System.arraycopy(
            oldCounts, old * EventGroup.COUNT, counts, slot * EventGroup.COUNT, EventGroup.COUNT);
      }
    }
  }
}

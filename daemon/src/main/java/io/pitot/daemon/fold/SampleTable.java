package io.pitot.daemon.fold;

import java.util.Arrays;

/**
 * Counts and sums by (stack id, leaf class id), both of one chunk: what the fold does for each
 * event while a chunk streams by, before any stack is decoded.
 *
 * <p>Open addressing with linear probing; a slot is free when its count is 0. The columns of the
 * slots stand in one array each:
 *
 * <pre>
 *   stackIds | leafIds | counts | sums
 * </pre>
 */
final class SampleTable {
  /** Receives each row of the table. */
  @FunctionalInterface
  interface RowVisitor {
    void row(long stackId, long leafId, long count, long sum);
  }

  private static final int INITIAL_SLOTS = 64;

  private long[] stackIds = new long[INITIAL_SLOTS];
  private long[] leafIds = new long[INITIAL_SLOTS];
  private long[] counts = new long[INITIAL_SLOTS];
  private long[] sums = new long[INITIAL_SLOTS];
  private int rows;

  int rows() {
    return rows;
  }

  /**
   * Adds to the row of the key.
   *
   * @param count above 0
   * @param maxRows a new row is only made below this bound
   * @return false when the key has no row and may not have one
   */
  boolean add(long stackId, long leafId, long count, long sum, int maxRows) {
    int slot = slotOf(stackId, leafId);
    if (counts[slot] == 0) {
      if (rows >= maxRows) {
        return false;
      }
      stackIds[slot] = stackId;
      leafIds[slot] = leafId;
      rows++;
    }
    counts[slot] += count;
    sums[slot] += sum;
    if (rows * 2 > counts.length) {
      grow();
    }
    return true;
  }

  void forEach(RowVisitor visitor) {
    for (int slot = 0; slot < counts.length; slot++) {
      if (counts[slot] != 0) {
        visitor.row(stackIds[slot], leafIds[slot], counts[slot], sums[slot]);
      }
    }
  }

  /** Empties the table; it keeps no more memory than a new one when it was large. */
  void clear() {
    if (counts.length > 16 * INITIAL_SLOTS) {
      allocate(INITIAL_SLOTS);
    } else {
      Arrays.fill(counts, 0);
      Arrays.fill(sums, 0);
    }
    rows = 0;
  }

  private int slotOf(long stackId, long leafId) {
    int mask = counts.length - 1;
    int slot = (int) (mix(stackId, leafId) >>> 32) & mask;
    while (counts[slot] != 0 && (stackIds[slot] != stackId || leafIds[slot] != leafId)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Ids are dense and small: a multiplication spreads them over the upper half. */
  private static long mix(long stackId, long leafId) {
    return (stackId * 0x9E3779B97F4A7C15L) ^ (leafId * 0xC2B2AE3D27D4EB4FL);
  }

  private void grow() {
    long[] oldStackIds = stackIds;
    long[] oldLeafIds = leafIds;
    long[] oldCounts = counts;
    long[] oldSums = sums;
    allocate(counts.length * 2);
    for (int old = 0; old < oldCounts.length; old++) {
      if (oldCounts[old] != 0) {
        int slot = slotOf(oldStackIds[old], oldLeafIds[old]);
        stackIds[slot] = oldStackIds[old];
        leafIds[slot] = oldLeafIds[old];
        counts[slot] = oldCounts[old];
        sums[slot] = oldSums[old];
      }
    }
  }

  private void allocate(int slots) {
    stackIds = new long[slots];
    leafIds = new long[slots];
    counts = new long[slots];
    sums = new long[slots];
  }
}

package io.pitot.daemon.fold;

import java.util.Arrays;

/**
 * Counts and sums by (stack id, leaf class id), both of one chunk: what the fold does for each
 * event while a chunk streams by, before any stack is decoded.
 *
 * <p>Open addressing with linear probing; a slot is free when its count is 0. A slot is four
 * numbers, side by side so that they come into the processor's cache at once:
 *
 * <pre>
 *   stack id | leaf id | count | sum
 * </pre>
 */
final class SampleTable {
  /** Receives each row of the table. */
  @FunctionalInterface
  interface RowVisitor {
    void row(long stackId, long leafId, long count, long sum);
  }

  private static final int INITIAL_SLOTS = 64;
  private static final int LEAF = 1;
  private static final int COUNT = 2;
  private static final int SUM = 3;
  private static final int WIDTH = 4;

  private long[] slots = new long[INITIAL_SLOTS * WIDTH];
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
    int at = slotOf(stackId, leafId);
    if (slots[at + COUNT] == 0) {
      if (rows >= maxRows) {
        return false;
      }
      slots[at] = stackId;
      slots[at + LEAF] = leafId;
      rows++;
    }
    slots[at + COUNT] += count;
    slots[at + SUM] += sum;
    if (rows * 2 * WIDTH > slots.length) {
      grow();
    }
    return true;
  }

  void forEach(RowVisitor visitor) {
    for (int at = 0; at < slots.length; at += WIDTH) {
      if (slots[at + COUNT] != 0) {
        visitor.row(slots[at], slots[at + LEAF], slots[at + COUNT], slots[at + SUM]);
      }
    }
  }

  /** Empties the table; it keeps no more memory than a new one when it was large. */
  void clear() {
    if (slots.length > 16 * INITIAL_SLOTS * WIDTH) {
      slots = new long[INITIAL_SLOTS * WIDTH];
    } else {
      Arrays.fill(slots, 0);
    }
    rows = 0;
  }

  /** Where the slot of the key begins. */
  private int slotOf(long stackId, long leafId) {
    int mask = slots.length - 1;
    int at = ((int) (mix(stackId, leafId) >>> 32) * WIDTH) & mask;
    while (slots[at + COUNT] != 0 && (slots[at] != stackId || slots[at + LEAF] != leafId)) {
      at = (at + WIDTH) & mask;
    }
    return at;
  }

  /** Ids are dense and small: a multiplication spreads them over the upper half. */
  private static long mix(long stackId, long leafId) {
    return (stackId * 0x9E3779B97F4A7C15L) ^ (leafId * 0xC2B2AE3D27D4EB4FL);
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (int from = 0; from < old.length; from += WIDTH) {
      if (old[from + COUNT] != 0) {
        System.arraycopy(old, from, slots, slotOf(old[from], old[from + LEAF]), WIDTH);
      }
    }
  }
}

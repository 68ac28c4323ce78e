package io.pitot.daemon.fold;

import io.pitot.jfr.FrameKind;
import java.util.List;

/**
 * Counts frames by method and by how they ran, under the methods' keys of one flush: most methods
 * are on many of its stacks, and are named once.
 *
 * <p>Open addressing with linear probing; a slot is free when its count is 0. A key is the method's
 * with the kind's number in the lowest four bits.
 */
final class FrameTally {
  /** Takes one count. */
  @FunctionalInterface
  interface Visitor {
    void frames(int methodKey, FrameKind kind, long count);
  }

  /** By number. */
  private static final List<FrameKind> KINDS = List.of(FrameKind.values());

  private static final int KIND_BITS = 4;

  private int[] keys = new int[256];
  private long[] counts = new long[256];
  private int size;

  /**
   * Adds to the method's count.
   *
   * @param count above 0
   */
  void add(int methodKey, FrameKind kind, long count) {
    int key = methodKey << KIND_BITS | kind.number();
    int slot = slotOf(key);
    if (counts[slot] == 0) {
      keys[slot] = key;
      size++;
    }
    counts[slot] += count;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  void forEach(Visitor visitor) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (counts[slot] != 0) {
        int key = keys[slot];
        visitor.frames(key >>> KIND_BITS, KINDS.get(key & ((1 << KIND_BITS) - 1)), counts[slot]);
      }
    }
  }

  private int slotOf(int key) {
    int mask = keys.length - 1;
    // Keys are dense and small: a multiplication spreads them over the upper half.
    int slot = ((key * 0x9E3779B9) >>> 16) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new int[oldKeys.length * 2];
    counts = new long[keys.length];
    for (int from = 0; from < oldKeys.length; from++) {
      if (oldCounts[from] != 0) {
        int slot = slotOf(oldKeys[from]);
        keys[slot] = oldKeys[from];
        counts[slot] = oldCounts[from];
      }
    }
  }
}

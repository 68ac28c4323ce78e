package io.pitot.jfr;

import java.util.Arrays;

/** Where each constant of a pool stands: id to file offset. */
final class LongIndex {
  static final long ABSENT = -1;

  private long[] keys;

  /** 0 is an empty slot: no value stands at the begin of a file. */
  private long[] offsets;

  private int size;

  LongIndex() {
    this(0);
  }

  /**
   * @param expected how many keys there is room for at once; more may come
   */
  LongIndex(int expected) {
    keys = new long[Math.max(16, Integer.highestOneBit(expected) * 4)];
    offsets = new long[keys.length];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void put(long key, long offset) {
    int slot = slotOf(key);
    boolean isNew = offsets[slot] == 0;
    keys[slot] = key;
    offsets[slot] = offset;
    if (isNew && ++size * 2 > keys.length) {
      grow();
    }
  }

  int size() {
    return size;
  }

  long get(long key) {
    long offset = offsets[slotOf(key)];
    return offset == 0 ? ABSENT : offset;
  }

  long sizeBytes() {
    return 2L * Long.BYTES * keys.length;
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (offsets[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldOffsets = offsets;
    keys = Arrays.copyOf(oldKeys, oldKeys.length * 2);
    offsets = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldOffsets[i] != 0) {
        int slot = slotOf(oldKeys[i]);
        keys[slot] = oldKeys[i];
        offsets[slot] = oldOffsets[i];
      }
    }
  }
}

package io.pitot.jfr;

import java.util.Arrays;

/** A set of ids other than 0. What is added to a full one is not kept. */
final class LongSet {
  private static final int INITIAL_SLOTS = 1024;

  /** 0 is an empty slot. */
  private long[] slots = new long[INITIAL_SLOTS];

  private final int maxSize;
  private int size;
  private long last;

  LongSet(int maxSize) {
    this.maxSize = maxSize;
  }

  void add(long id) {
    if (id != last && id != 0) {
      last = id;
      put(id);
    }
  }

  boolean contains(long id) {
    return id != 0 && slots[slotOf(id)] == id;
  }

  int size() {
    return size;
  }

  void clear() {
    if (slots.length > 64 * INITIAL_SLOTS) {
      slots = new long[INITIAL_SLOTS];
    } else if (size > 0) {
      Arrays.fill(slots, 0);
    }
    size = 0;
    last = 0;
  }

  private void put(long id) {
    int slot = slotOf(id);
    if (slots[slot] == 0 && size < maxSize) {
      slots[slot] = id;
      if (++size * 2 > slots.length) {
        grow();
      }
    }
  }

  private int slotOf(long id) {
    int mask = slots.length - 1;
    int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[slot] != 0 && slots[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (long id : old) {
      if (id != 0) {
        slots[slotOf(id)] = id;
      }
    }
  }
}

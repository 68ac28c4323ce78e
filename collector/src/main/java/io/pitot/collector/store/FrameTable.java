package io.pitot.collector.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames of a dictionary that grows, numbered from 0: one array of bytes for all names, and a
 * hash table that tells most strangers by their hash alone. Used by one thread.
 */
final class FrameTable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] utf8 = new byte[1024];
  private int[] end = new int[16];
  private int size;

  /** So that nobody finds out that fetching the names has no other effect. */
  int lastTouched;

  /** The hash in the upper half, the frame's number and 1 in the lower; 0 is free. */
  private long[] slots = new long[32];

  int size() {
    return size;
  }

  /** What it takes in memory, roughly. */
  long sizeBytes() {
    return utf8.length + 4L * end.length + 8L * slots.length;
  }

  int number(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return number(bytes, 0, bytes.length);
  }

  /**
   * The numbers of many names; -1 for those that are new. What a look-up waits for is memory, so
   * each step is taken for all names before the next: the processor then fetches for many at once.
   */
  int[] find(byte[] bytes, int[] from, int[] to) {
    long[] there = new long[from.length];
    int[] hash = new int[from.length];
    for (int i = 0; i < hash.length; i++) {
      hash[i] = hash(bytes, from[i], to[i]);
    }
    int mask = slots.length - 1;
    for (int i = 0; i < hash.length; i++) {
      there[i] = slots[hash[i] & mask];
    }
    int touched = 0;
    for (int i = 0; i < hash.length; i++) {
      if ((int) (there[i] >>> 32) == hash[i] && there[i] != 0) {
        touched += utf8[Math.min(start((int) there[i] - 1), utf8.length - 1)];
      }
    }
    lastTouched = touched;
    int[] number = new int[hash.length];
    for (int i = 0; i < hash.length; i++) {
      int frame = (int) there[i] - 1;
      boolean isIt =
          (int) (there[i] >>> 32) == hash[i]
              && frame >= 0
              && Arrays.equals(utf8, start(frame), end[frame], bytes, from[i], to[i]);
      number[i] = isIt || frame < 0 ? frame : probe(bytes, from[i], to[i], hash[i]);
    }
    return number;
  }

  private int probe(byte[] bytes, int from, int to, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long there = slots[slot]; there != 0; there = slots[slot]) {
      int frame = (int) there - 1;
      if ((int) (there >>> 32) == hash
          && Arrays.equals(utf8, start(frame), end[frame], bytes, from, to)) {
        return frame;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The number of the name that lies there; a new one when it is new. */
  int number(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
    int known = probe(bytes, from, to, hash);
    return known >= 0 ? known : add(bytes, from, to, hash);
  }

  private int add(byte[] bytes, int from, int to, int hash) {
    append(bytes, from, to);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = (long) hash << 32 | size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** Some of the names, as they are now. */
  FrameNames names(int first, int last) {
    int origin = first == last ? 0 : start(first);
    int[] from = new int[last - first];
    int[] to = new int[last - first];
    for (int i = 0; i < from.length; i++) {
      from[i] = start(first + i) - origin;
      to[i] = end[first + i] - origin;
    }
    int bytes = from.length == 0 ? 0 : to[from.length - 1];
    return new FrameNames(Arrays.copyOfRange(utf8, origin, origin + bytes), from, to);
  }

  private int start(int frame) {
    return frame == 0 ? 0 : end[frame - 1];
  }

  private void append(byte[] bytes, int from, int to) {
    int at = size == 0 ? 0 : end[size - 1];
    int length = to - from;
    if (at + length > utf8.length) {
      utf8 = Arrays.copyOf(utf8, Math.max(at + length, at + at / 4));
    }
    if (size == end.length) {
      end = Arrays.copyOf(end, size + size / 4);
    }
    System.arraycopy(bytes, from, utf8, at, length);
    end[size++] = at + length;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
      }
    }
  }

  private static int hash(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      hash = Mixing.mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << 8 | (bytes[at] & 0xFF);
    }
    return (int) Mixing.mix(hash ^ rest);
  }
}

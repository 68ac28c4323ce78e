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

  /** The number of the name that lies there; a new one when it is new. */
  int number(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
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
    append(bytes, from, to);
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

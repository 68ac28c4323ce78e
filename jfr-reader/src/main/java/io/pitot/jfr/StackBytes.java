package io.pitot.jfr;

import java.util.Arrays;

/**
 * Remembers stacks by what they are in the recording, byte for byte, and numbers them from 0.
 *
 * <p>A JVM writes its stacks again into every chunk, and numbers methods for its whole life, so a
 * stack that was met in an earlier chunk has the same bytes now. To find its number costs one hash
 * and one comparison of the bytes; nothing is decoded. The bytes stand one after the other:
 *
 * <pre>
 * bytes  | stack 0 | stack 1 | ... | free |
 * starts   0         e0        ...   used
 * </pre>
 */
final class StackBytes {
  /** The number of a stack that there is no room for. */
  static final int FULL = -1;

  private final int maxBytes;
  private byte[] bytes = new byte[1 << 16];
  private int[] starts = new int[1 << 10];
  private int size;

  /** Open addressing: the hash above, the number + 1 below; 0 is an empty slot. */
  private long[] slots = new long[1 << 12];

  StackBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many stacks are remembered. */
  int size() {
    return size;
  }

  /** Whether there is little room left. */
  boolean isNearlyFull() {
    return starts[size] > maxBytes - maxBytes / 4;
  }

  byte[] bytes() {
    return bytes;
  }

  int from(int number) {
    return starts[number];
  }

  int to(int number) {
    return starts[number + 1];
  }

  /**
   * The number of the stack that stands in {@code [from, to)}.
   *
   * @param buf has {@link Varint#SLACK} bytes behind {@code to}
   * @return {@link #FULL} when it is new and there is no room
   */
  int number(byte[] buf, int from, int to) {
    int hash = Varint.hash(buf, from, to);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      int known = (int) entry - 1;
      if ((int) (entry >>> 32) == hash
          && Arrays.equals(bytes, starts[known], starts[known + 1], buf, from, to)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    if (to - from > maxBytes - starts[size]) {
      return FULL;
    }
    slots[slot] = (long) hash << 32 | (size + 1);
    return append(buf, from, to);
  }

  private int append(byte[] buf, int from, int to) {
    int start = starts[size];
    int end = start + to - from;
    if (end + Varint.SLACK > bytes.length) {
      long doubled = Math.min((long) bytes.length * 2, (long) maxBytes + Varint.SLACK);
      bytes = Arrays.copyOf(bytes, (int) Math.max(end + (long) Varint.SLACK, doubled));
    }
    System.arraycopy(buf, from, bytes, start, to - from);
    if (size + 1 == starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    size++;
    starts[size] = end;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
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
}

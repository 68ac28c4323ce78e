package io.pitot.jfr;

import java.util.Arrays;

/**
 * Remembers stacks by what they are in the recording, byte for byte, and numbers them from 0.
 *
 * <p>A JVM writes its stacks again into every chunk, and numbers methods for its whole life, so a
 * stack that was met in an earlier chunk has the same bytes now. To find its number costs one hash
 * and one comparison of the bytes; nothing is decoded.
 *
 * <p>The bytes stand one after the other in pages, which are added as they are needed and never
 * copied; a stack lies within one page. A place is the page's index and the offset in it.
 */
final class StackBytes {
  /** The number of a stack that there is no room for. */
  static final int FULL = -1;

  /** The largest stack that is remembered. */
  static final int MAX_STACK_BYTES = 1 << 16;

  private static final int PAGE_BITS = 18;
  private static final int PAGE_BYTES = 1 << PAGE_BITS;

  private final int maxPages;
  private byte[][] pages = new byte[4][0];
  private int pageCount;
  private int usedInPage = PAGE_BYTES;

  private int[] places = new int[1 << 10];
  private int[] sizes = new int[1 << 10];
  private int size;

  /** Open addressing: the hash above, the number + 1 below; 0 is an empty slot. */
  private long[] slots = new long[1 << 12];

  StackBytes(int maxBytes) {
    this.maxPages = maxBytes / PAGE_BYTES;
  }

  /** Whether there is little room left. */
  boolean isNearlyFull() {
    return pageCount > maxPages - maxPages / 4;
  }

  /** About what it takes in memory. */
  long sizeBytes() {
    return (long) pageCount * PAGE_BYTES + 8L * places.length + 8L * slots.length;
  }

  /** Where the bytes of a stack are, from {@link #from} to {@link #to}. */
  byte[] bytes(int number) {
    return pages[places[number] >>> PAGE_BITS];
  }

  int from(int number) {
    return places[number] & (PAGE_BYTES - 1);
  }

  int to(int number) {
    return from(number) + sizes[number];
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
          && Arrays.equals(bytes(known), from(known), to(known), buf, from, to)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    if (!hasRoom(to - from)) {
      return FULL;
    }
    slots[slot] = ((long) hash << 32) | (size + 1);
    return append(buf, from, to);
  }

  /** Begins a page if the last one is too full. */
  private boolean hasRoom(int bytes) {
    if (pageCount > 0 && bytes <= PAGE_BYTES - usedInPage) {
      return true;
    }
    if (bytes > MAX_STACK_BYTES || pageCount >= maxPages) {
      return false;
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, pageCount * 2);
    }
    pages[pageCount] = new byte[PAGE_BYTES + Varint.SLACK];
    pageCount++;
    usedInPage = 0;
    return true;
  }

  private int append(byte[] buf, int from, int to) {
    System.arraycopy(buf, from, pages[pageCount - 1], usedInPage, to - from);
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
      sizes = Arrays.copyOf(sizes, size * 2);
    }
    places[size] = ((pageCount - 1) << PAGE_BITS) | usedInPage;
    sizes[size] = to - from;
    usedInPage += to - from;
    size++;
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

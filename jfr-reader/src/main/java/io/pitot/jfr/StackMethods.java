package io.pitot.jfr;

import java.util.Arrays;

/**
 * Remembers stacks by their methods and kinds and numbers them from 0; to find a known one costs
 * one hash and one comparison.
 *
 * <p>They stand one after the other in pages, which are added as they are needed and never copied.
 * A place is the page's index and the offset in it; a stack lies within one page:
 *
 * <pre>
 * number
 * depth * 2, plus 1 if frames below were cut off
 * each frame's method and kind, as FrameKinds.with puts them together, the top first
 * </pre>
 */
final class StackMethods {
  /** The number of a stack that there is no room for. */
  static final int FULL = -1;

  private static final int MAX_DEPTH = 1 << 14;
  private static final int LARGE_PAGE_BITS = 16;

  /** Of one of many JVMs that are followed side by side, most with few stacks. */
  private static final int SMALL_PAGE_BITS = 12;

  private static final int SMALL_BYTES = 4 << 20;
  private static final int HEADER = 2;

  private final int pageBits;
  private final int pageSize;
  private final int maxPages;
  private int[][] pages = new int[4][0];
  private int pageCount;
  private int usedInPage;

  /** By number. */
  private int[] places = new int[1 << 8];

  private int size;

  /** Open addressing: the hash above, the place + 1 below; 0 is an empty slot. */
  private long[] slots = new long[1 << 9];

  StackMethods(int maxBytes) {
    pageBits = maxBytes < SMALL_BYTES ? SMALL_PAGE_BITS : LARGE_PAGE_BITS;
    pageSize = 1 << pageBits;
    usedInPage = pageSize;
    maxPages = maxBytes / (pageSize * Integer.BYTES);
  }

  /** Whether there is little room left. */
  boolean isNearlyFull() {
    return pageCount > maxPages - maxPages / 4;
  }

  /** About what it takes in memory. */
  long sizeBytes() {
    return 4L * pageCount * pageSize + 4L * places.length + 8L * slots.length;
  }

  /** Where the methods of a stack are: from {@link #from} on, {@link #depth} of them. */
  int[] page(int number) {
    return pages[places[number] >>> pageBits];
  }

  int from(int number) {
    return (places[number] & (pageSize - 1)) + HEADER;
  }

  int depth(int number) {
    return page(number)[from(number) - 1] >>> 1;
  }

  boolean truncated(int number) {
    return (page(number)[from(number) - 1] & 1) != 0;
  }

  /**
   * The number of the stack with these methods.
   *
   * @return {@link #FULL} when it is new and there is no room
   */
  int number(int[] methods, int depth, boolean truncated) {
    int shape = (depth << 1) | (truncated ? 1 : 0);
    int hash = hash(methods, depth, shape);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if ((int) (entry >>> 32) == hash) {
        int place = (int) entry - 1;
        int[] page = pages[place >>> pageBits];
        int at = place & (pageSize - 1);
        int known = at + HEADER;
        if (page[at + 1] == shape && Arrays.equals(page, known, known + depth, methods, 0, depth)) {
          return page[at];
        }
      }
      slot = (slot + 1) & mask;
    }
    if (depth > Math.min(MAX_DEPTH, pageSize - HEADER) || !hasRoom(HEADER + depth)) {
      return FULL;
    }
    slots[slot] = ((long) hash << 32) | (append(methods, depth, shape) + 1);
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** Two chains of multiplications, of which neither waits for the other. */
  private static int hash(int[] methods, int depth, int shape) {
    long even = shape;
    long odd = 0;
    int i = 0;
    for (; i + 2 <= depth; i += 2) {
      even = Long.rotateLeft(even ^ methods[i], 27) * 0x9E3779B97F4A7C15L;
      odd = Long.rotateLeft(odd ^ methods[i + 1], 27) * 0xC2B2AE3D27D4EB4FL;
    }
    if (i < depth) {
      even = Long.rotateLeft(even ^ methods[i], 27) * 0x9E3779B97F4A7C15L;
    }
    long hash = (even ^ Long.rotateLeft(odd, 32)) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }

  /** Begins a page if the last one is too full. */
  private boolean hasRoom(int ints) {
    if (ints <= pageSize - usedInPage) {
      return true;
    }
    if (pageCount >= maxPages) {
      return false;
    }
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, pageCount * 2);
    }
    pages[pageCount] = new int[pageSize];
    pageCount++;
    usedInPage = 0;
    return true;
  }

  private int append(int[] methods, int depth, int shape) {
    int[] page = pages[pageCount - 1];
    page[usedInPage] = size;
    page[usedInPage + 1] = shape;
    System.arraycopy(methods, 0, page, usedInPage + HEADER, depth);
    int place = ((pageCount - 1) << pageBits) | usedInPage;
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
    }
    places[size] = place;
    size++;
    usedInPage += HEADER + depth;
    return place;
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

package io.pitot.benchmarks.parse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What every reader fills: events by group and distinct stack. A stack is the names of its methods;
 * each distinct one is kept once, as ids of names in pages that are never copied.
 */
final class Tally {
  private final Map<String, Integer> frameIds = new HashMap<>();
  private long[] frameHashes = new long[1024];

  private static final int PAGE_BITS = 16;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  private int[][] pages = new int[4][0];
  private int pageCount;
  private int usedInPage = PAGE_SIZE;

  /** Stack s has {@code depths[s]} frames at {@code places[s]}; stack 0 has none. */
  private int[] places = new int[1 << 12];

  private int[] depths = new int[1 << 12];

  private long[] counts = new long[EventGroup.COUNT << 12];
  private int stacks;

  /** Open addressing: a stack's number + 1, beside half of its hash. */
  private int[] slots = new int[1 << 13];

  private int[] slotHashes = new int[1 << 13];

  Tally() {
    stack(new int[0], 0);
  }

  /** The id of a frame's name. */
  int frame(String name) {
    Integer known = frameIds.get(name);
    if (known != null) {
      return known;
    }
    int id = frameIds.size();
    frameIds.put(name, id);
    if (id == frameHashes.length) {
      frameHashes = Arrays.copyOf(frameHashes, id * 2);
    }
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    frameHashes[id] = hash;
    return id;
  }

  /** The number of the stack with these frames, top first. */
  int stack(int[] frames, int depth) {
    int hash = hash(frames, depth);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int known = slots[slot] - 1;
      if (slotHashes[slot] == hash
          && depths[known] == depth
          && Arrays.equals(page(known), from(known), from(known) + depth, frames, 0, depth)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = stacks + 1;
    slotHashes[slot] = hash;
    return append(frames, depth);
  }

  void add(EventGroup group, int stack, long events) {
    counts[stack * EventGroup.COUNT + group.index()] += events;
  }

  /** Adds the counts of all groups. */
  void add(int stack, long[] events, int at) {
    for (int group = 0; group < EventGroup.COUNT; group++) {
      counts[stack * EventGroup.COUNT + group] += events[at + group];
    }
  }

  Result result() {
    Map<Long, long[]> events = new HashMap<>();
    for (int stack = 0; stack < stacks; stack++) {
      int at = stack * EventGroup.COUNT;
      long[] counted = Arrays.copyOfRange(counts, at, at + EventGroup.COUNT);
      if (Arrays.stream(counted).sum() > 0
          && events.put(stack == 0 ? Result.NO_STACK : contentHash(stack), counted) != null) {
        throw new IllegalStateException("two stacks have the same hash");
      }
    }
    return new Result(events);
  }

  /** The same for equal names, whatever ids a reader's order of reading gave them. */
  private long contentHash(int stack) {
    long hash = 1;
    for (int i = from(stack); i < from(stack) + depths[stack]; i++) {
      hash = Long.rotateLeft(hash * 0x9E3779B97F4A7C15L, 29) ^ frameHashes[page(stack)[i]];
    }
    return hash * 0x9E3779B97F4A7C15L;
  }

  private static int hash(int[] frames, int depth) {
    int hash = depth;
    for (int i = 0; i < depth; i++) {
      hash = hash * 31 + frames[i];
    }
    return hash * 0x9E3779B9 ^ hash >>> 15;
  }

  private int[] page(int stack) {
    return pages[places[stack] >>> PAGE_BITS];
  }

  private int from(int stack) {
    return places[stack] & (PAGE_SIZE - 1);
  }

  private int append(int[] frames, int depth) {
    if (pageCount == 0 || depth > PAGE_SIZE - usedInPage) {
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, pageCount * 2);
      }
      pages[pageCount++] = new int[PAGE_SIZE];
      usedInPage = 0;
    }
    int number = stacks++;
    if (stacks > places.length) {
      places = Arrays.copyOf(places, places.length * 2);
      depths = Arrays.copyOf(depths, places.length);
      counts = Arrays.copyOf(counts, counts.length * 2);
    }
    System.arraycopy(frames, 0, pages[pageCount - 1], usedInPage, depth);
    places[number] = ((pageCount - 1) << PAGE_BITS) | usedInPage;
    depths[number] = depth;
    usedInPage += depth;
    if (stacks * 2 > slots.length) {
      grow();
    }
    return number;
  }

  private void grow() {
    int[] oldSlots = slots;
    int[] oldHashes = slotHashes;
    slots = new int[oldSlots.length * 2];
    slotHashes = new int[slots.length];
    int mask = slots.length - 1;
    for (int old = 0; old < oldSlots.length; old++) {
      if (oldSlots[old] != 0) {
        int slot = oldHashes[old] & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = oldSlots[old];
        slotHashes[slot] = oldHashes[old];
      }
    }
  }
}

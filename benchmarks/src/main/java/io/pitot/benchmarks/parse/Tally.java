package io.pitot.benchmarks.parse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What every reader fills: events by group and distinct stack. A stack is the names of its methods;
 * each distinct one is kept once, as ids of names in one long array.
 */
final class Tally {
  private final Map<String, Integer> frameIds = new HashMap<>();
  private long[] frameHashes = new long[1024];

  private int[] arena = new int[1 << 16];
  private int arenaSize;

  /** Stack s takes {@code [starts[s], starts[s + 1])} of the arena; stack 0 has no frames. */
  private int[] starts = new int[1 << 12];

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
          && Arrays.equals(arena, starts[known], starts[known + 1], frames, 0, depth)) {
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
    long[] events = new long[EventGroup.COUNT];
    long[] distinct = new long[EventGroup.COUNT];
    long[] checksums = new long[EventGroup.COUNT];
    for (int stack = 0; stack < stacks; stack++) {
      long hash = contentHash(stack);
      for (int group = 0; group < EventGroup.COUNT; group++) {
        long count = counts[stack * EventGroup.COUNT + group];
        events[group] += count;
        distinct[group] += count > 0 ? 1 : 0;
        checksums[group] += count * hash;
      }
    }
    return new Result(events, distinct, checksums);
  }

  /** The same for equal names, whatever ids a reader's order of reading gave them. */
  private long contentHash(int stack) {
    long hash = 1;
    for (int i = starts[stack]; i < starts[stack + 1]; i++) {
      hash = Long.rotateLeft(hash * 0x9E3779B97F4A7C15L, 29) ^ frameHashes[arena[i]];
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

  private int append(int[] frames, int depth) {
    if (arenaSize + depth > arena.length) {
      arena = Arrays.copyOf(arena, Math.max(arenaSize + depth, arena.length * 2));
    }
    System.arraycopy(frames, 0, arena, arenaSize, depth);
    arenaSize += depth;
    int number = stacks++;
    if (stacks >= starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
      counts = Arrays.copyOf(counts, counts.length * 2);
    }
    starts[stacks] = arenaSize;
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

package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dictionary that grows: gives stacks dense numbers and remembers which of them are not written
 * yet. A child is found by one probe of a hash table over (parent, frame). Used by one thread.
 */
final class DictionaryWriter {
  /** Of a frame beside its characters: two objects, an entry and its number. */
  private static final int FRAME_BYTES = 120;

  private final DictionaryId id;
  private final Map<String, Integer> frames = new HashMap<>();
  private final List<String> newFrames = new ArrayList<>();

  private long frameBytes;
  private int nodes = 1;
  private int[] parent = new int[1024];
  private int[] frame = new int[1024];
  private int[] nodeBySlot = new int[2048];
  private int writtenNodes = 1;
  private int writtenFrames;

  DictionaryWriter(DictionaryId id) {
    this.id = id;
  }

  /** A dictionary that goes on where one that is stored ends. */
  static DictionaryWriter of(DictionaryId id, Dictionary stored) {
    DictionaryWriter writer = new DictionaryWriter(id);
    for (int frame = 0; frame < stored.frames(); frame++) {
      writer.frame(stored.name(frame));
    }
    for (int node = 1; node < stored.nodes(); node++) {
      writer.child(stored.parent(node), stored.frame(node));
    }
    writer.newFrames.clear();
    writer.writtenNodes = writer.nodes;
    writer.writtenFrames = writer.frames.size();
    return writer;
  }

  DictionaryId id() {
    return id;
  }

  /** How many nodes there are, the root included. */
  int nodes() {
    return nodes;
  }

  /** What it takes in memory, roughly. */
  long sizeBytes() {
    return frameBytes + 4L * (parent.length + frame.length + nodeBySlot.length);
  }

  int frame(String name) {
    Integer known = frames.get(name);
    if (known != null) {
      return known;
    }
    frames.put(name, frames.size());
    newFrames.add(name);
    frameBytes += FRAME_BYTES + name.length();
    return frames.size() - 1;
  }

  int child(int node, int childFrame) {
    int slot = slotOf(node, childFrame);
    if (nodeBySlot[slot] != 0) {
      return nodeBySlot[slot];
    }
    if (nodes == parent.length) {
      parent = Arrays.copyOf(parent, nodes + nodes / 4);
      frame = Arrays.copyOf(frame, nodes + nodes / 4);
    }
    int added = nodes++;
    parent[added] = node;
    frame[added] = childFrame;
    nodeBySlot[slot] = added;
    if (nodes + nodes / 3 > nodeBySlot.length) {
      rehash();
    }
    return added;
  }

  /** Takes what was added since the last call, as chunks in their order. */
  List<DictionaryChunk> drain() {
    List<DictionaryChunk> chunks = new ArrayList<>();
    int namedUpTo = writtenFrames;
    while (writtenNodes < nodes) {
      int end = Math.min(nodes, writtenNodes + DictionaryChunk.MAX_NODES);
      int[] chunkFrames = Arrays.copyOfRange(frame, writtenNodes, end);
      int firstFrame = namedUpTo;
      // Frames are numbered when they are first used, so those new to a chunk follow each other.
      for (int f : chunkFrames) {
        namedUpTo = Math.max(namedUpTo, f + 1);
      }
      chunks.add(
          new DictionaryChunk(
              writtenNodes,
              Arrays.copyOfRange(parent, writtenNodes, end),
              chunkFrames,
              firstFrame,
              List.copyOf(
                  newFrames.subList(firstFrame - writtenFrames, namedUpTo - writtenFrames))));
      writtenNodes = end;
    }
    newFrames.subList(0, namedUpTo - writtenFrames).clear();
    writtenFrames = namedUpTo;
    return chunks;
  }

  private void rehash() {
    nodeBySlot = new int[nodeBySlot.length * 2];
    for (int node = 1; node < nodes; node++) {
      nodeBySlot[slotOf(parent[node], frame[node])] = node;
    }
  }

  /** The slot that holds the child, or the empty one where it belongs. */
  private int slotOf(int node, int childFrame) {
    int mask = nodeBySlot.length - 1;
    long hash = (((long) node << 32) ^ childFrame) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & mask;
    while (true) {
      int candidate = nodeBySlot[slot];
      if (candidate == 0 || (parent[candidate] == node && frame[candidate] == childFrame)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}

package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dictionary that grows: gives stacks dense numbers and remembers which of them are not written
 * yet. Used by one thread.
 *
 * <p>Of a call tree most nodes have one child, which was numbered right after them. So a node knows
 * its first child itself, and stacks that are known are mostly found by going through the columns
 * in their order; only further children are looked for in a hash table over (parent, frame).
 */
final class DictionaryWriter {
  private final DictionaryId id;
  private final FrameTable frames = new FrameTable();

  private int nodes = 1;

  /** Of each node its parent in the upper half and its frame in the lower: fetched together. */
  private long[] edge = new long[1024];

  private int[] firstChild = new int[1024];
  private int[] nodeBySlot = new int[512];
  private int hashed;
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
    return frames.sizeBytes() + 8L * edge.length + 4L * (firstChild.length + nodeBySlot.length);
  }

  int frame(String name) {
    return frames.number(name);
  }

  /** The frames of these names; -1 for those that are new. */
  int[] find(FrameNames names) {
    return names.findIn(frames);
  }

  int frame(FrameNames names, int name) {
    return names.numberIn(frames, name);
  }

  int child(int node, int childFrame) {
    int first = firstChild[node];
    if (first == 0) {
      int added = append(node, childFrame);
      firstChild[node] = added;
      return added;
    }
    if ((int) edge[first] == childFrame) {
      return first;
    }
    int slot = slotOf(edge(node, childFrame));
    if (nodeBySlot[slot] != 0) {
      return nodeBySlot[slot];
    }
    int added = append(node, childFrame);
    nodeBySlot[slot] = added;
    if (++hashed * 2 > nodeBySlot.length) {
      rehash();
    }
    return added;
  }

  /** Takes what was added since the last call, as chunks in their order. */
  List<DictionaryChunk> drain() {
    List<DictionaryChunk> chunks = new ArrayList<>();
    while (writtenNodes < nodes) {
      int end = Math.min(nodes, writtenNodes + DictionaryChunk.MAX_NODES);
      int[] chunkParents = new int[end - writtenNodes];
      int[] chunkFrames = new int[end - writtenNodes];
      int firstFrame = writtenFrames;
      for (int i = 0; i < chunkFrames.length; i++) {
        chunkParents[i] = (int) (edge[writtenNodes + i] >>> 32);
        chunkFrames[i] = (int) edge[writtenNodes + i];
        // Frames are numbered when they are first used: those new to a chunk follow each other.
        writtenFrames = Math.max(writtenFrames, chunkFrames[i] + 1);
      }
      chunks.add(
          new DictionaryChunk(
              writtenNodes,
              chunkParents,
              chunkFrames,
              firstFrame,
              frames.names(firstFrame, writtenFrames)));
      writtenNodes = end;
    }
    return chunks;
  }

  private int append(int node, int childFrame) {
    if (nodes == edge.length) {
      edge = Arrays.copyOf(edge, nodes + nodes / 4);
      firstChild = Arrays.copyOf(firstChild, nodes + nodes / 4);
    }
    edge[nodes] = edge(node, childFrame);
    return nodes++;
  }

  private static long edge(int parent, int frame) {
    return (long) parent << 32 | frame;
  }

  private void rehash() {
    int[] old = nodeBySlot;
    nodeBySlot = new int[old.length * 2];
    for (int node : old) {
      if (node != 0) {
        nodeBySlot[slotOf(edge[node])] = node;
      }
    }
  }

  /** The slot that holds the child, or the empty one where it belongs. */
  private int slotOf(long child) {
    int mask = nodeBySlot.length - 1;
    int slot = (int) Mixing.mix(child) & mask;
    while (true) {
      int candidate = nodeBySlot[slot];
      if (candidate == 0 || edge[candidate] == child) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}

package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dictionary as far as it was read: a prefix tree of stacks in columns. Node 0 is the root and
 * belongs to no frame; a parent stands before its children.
 */
public final class Dictionary {
  static final Dictionary EMPTY = new Dictionary(new int[1], new int[1], List.of());

  private final int[] parent;
  private final int[] frame;
  private final List<String> names;

  private Dictionary(int[] parent, int[] frame, List<String> names) {
    this.parent = parent;
    this.frame = frame;
    this.names = names;
  }

  /** How many nodes are known, the root included. */
  public int nodes() {
    return parent.length;
  }

  /** The node above; smaller than {@code node}, which is not the root. */
  public int parent(int node) {
    return parent[node];
  }

  /** The number of the frame of {@code node}, which is not the root. */
  public int frame(int node) {
    return frame[node];
  }

  /** How many frames are known; they are numbered from 0. */
  public int frames() {
    return names.size();
  }

  /** The frame's name as recorded. */
  public String name(int frame) {
    return names.get(frame);
  }

  /** This dictionary with the chunks that follow it. */
  Dictionary with(List<DictionaryChunk> chunks) {
    int nodes = nodes();
    for (DictionaryChunk chunk : chunks) {
      nodes += chunk.parent().length;
    }
    int[] newParent = Arrays.copyOf(parent, nodes);
    int[] newFrame = Arrays.copyOf(frame, nodes);
    List<String> newNames = new ArrayList<>(names);
    int at = nodes();
    for (DictionaryChunk chunk : chunks) {
      if (chunk.firstNode() != at || chunk.firstFrame() != newNames.size()) {
        throw new CorruptStoreException(
            "a dictionary goes on at node %s, frame %s where node %s, frame %s was expected"
                .formatted(chunk.firstNode(), chunk.firstFrame(), at, newNames.size()));
      }
      System.arraycopy(chunk.parent(), 0, newParent, at, chunk.parent().length);
      System.arraycopy(chunk.frame(), 0, newFrame, at, chunk.frame().length);
      newNames.addAll(chunk.names().texts());
      at += chunk.parent().length;
    }
    return new Dictionary(newParent, newFrame, newNames);
  }
}

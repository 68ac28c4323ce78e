package io.pitot.daemon.fold;

import java.util.Arrays;

/**
 * Frame names, root first, compared by content.
 *
 * <p>The names of one fold are the same {@code String} objects, so that most comparisons end at the
 * identity check.
 */
final class Stack implements Comparable<Stack> {
  private final String[] frames;
  private final int hash;

  /** Takes the array over; the caller must not change it afterwards. */
  Stack(String... frames) {
    this(frames, Arrays.hashCode(frames));
  }

  private Stack(String[] frames, int hash) {
    this.frames = frames;
    this.hash = hash;
  }

  int depth() {
    return frames.length;
  }

  String frame(int depth) {
    return frames[depth];
  }

  Stack plusLeaf(String leaf) {
    String[] longer = Arrays.copyOf(frames, frames.length + 1);
    longer[frames.length] = leaf;
    // As Arrays.hashCode goes on.
    return new Stack(longer, 31 * hash + leaf.hashCode());
  }

  /** How many frames, counted from the root, both have in common. */
  int commonDepth(Stack other) {
    int limit = Math.min(frames.length, other.frames.length);
    int depth = 0;
    while (depth < limit && frames[depth].equals(other.frames[depth])) {
      depth++;
    }
    return depth;
  }

  /** Preorder: a stack stands before those that it is the beginning of. */
  @Override
  public int compareTo(Stack other) {
    int common = commonDepth(other);
    if (common < frames.length && common < other.frames.length) {
      return frames[common].compareTo(other.frames[common]);
    }
    return Integer.compare(frames.length, other.frames.length);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Stack stack
            && hash == stack.hash
            && Arrays.equals(frames, stack.frames));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.join(";", frames);
  }
}

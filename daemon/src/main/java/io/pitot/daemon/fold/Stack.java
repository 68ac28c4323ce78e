package io.pitot.daemon.fold;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frame names, root first, compared by content.
 *
 * <p>The names of one fold are the same {@code String} objects, and a stack shares its frames with
 * those that have a leaf more, so that most comparisons end at an identity check.
 */
final class Stack implements Comparable<Stack> {
  private final String[] frames;

  /** The frame behind {@code frames}; null for none. */
  private final @Nullable String leaf;

  private final int hash;

  /** Takes the array over; the caller must not change it afterwards. */
  Stack(String... frames) {
    this(frames, null, Arrays.hashCode(frames));
  }

  private Stack(String[] frames, @Nullable String leaf, int hash) {
    this.frames = frames;
    this.leaf = leaf;
    this.hash = hash;
  }

  int depth() {
    return leaf == null ? frames.length : frames.length + 1;
  }

  String frame(int depth) {
    return leaf != null && depth == frames.length ? leaf : frames[depth];
  }

  /** Whether it stands for one that the recording does not hold. */
  boolean isUnresolved() {
    return frames.length == 1 && frames[0].equals(StackNames.UNRESOLVED);
  }

  Stack plusLeaf(String below) {
    // As Arrays.hashCode goes on.
    int longerHash = 31 * hash + below.hashCode();
    if (leaf == null) {
      return new Stack(frames, below, longerHash);
    }
    String[] longer = Arrays.copyOf(frames, frames.length + 1);
    longer[frames.length] = leaf;
    return new Stack(longer, below, longerHash);
  }

  /** How many frames, counted from the root, both have in common. */
  int commonDepth(Stack other) {
    int limit = Math.min(depth(), other.depth());
    int depth = frames == other.frames ? frames.length : commonFrames(other);
    while (depth < limit && frame(depth).equals(other.frame(depth))) {
      depth++;
    }
    return depth;
  }

  private int commonFrames(Stack other) {
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
    if (common < depth() && common < other.depth()) {
      return frame(common).compareTo(other.frame(common));
    }
    return Integer.compare(depth(), other.depth());
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Stack stack && hash == stack.hash && isLike(stack));
  }

  private boolean isLike(Stack other) {
    int depth = depth();
    return depth == other.depth() && commonDepth(other) == depth;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    String joined = String.join(";", frames);
    return leaf == null ? joined : frames.length == 0 ? leaf : joined + ";" + leaf;
  }
}

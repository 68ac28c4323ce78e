package io.pitot.jfr;

/**
 * What stays true from one chunk of a JVM to the next: which stacks there are, by the methods that
 * they name and their kinds, and what those ids mean. A consumer's keys are good as long as the key
 * space is the same.
 */
final class JvmMemory {
  private final Object keySpace = new Object();
  private final StackMethods stacks;
  private final MethodPool methods;
  private final FrameKinds kinds;
  private final FramePool frames;

  private JvmMemory(StackMethods stacks, MethodPool methods, FrameKinds kinds, NamePool names) {
    this.stacks = stacks;
    this.methods = methods;
    this.kinds = kinds;
    frames = new FramePool(names);
  }

  /** A memory of nothing yet. */
  static JvmMemory empty(int maxStackBytes, NamePool names) {
    return new JvmMemory(
        new StackMethods(maxStackBytes), new MethodPool(names), new FrameKinds(names), names);
  }

  /** The same stacks, whose methods or kinds mean something else. */
  JvmMemory renamed(NamePool names) {
    return new JvmMemory(stacks, methods.renamed(names), kinds.renamed(names), names);
  }

  /** Another object for another memory. */
  Object keySpace() {
    return keySpace;
  }

  StackMethods stacks() {
    return stacks;
  }

  MethodPool methods() {
    return methods;
  }

  FrameKinds kinds() {
    return kinds;
  }

  FramePool frames() {
    return frames;
  }

  boolean isNearlyFull() {
    return stacks.isNearlyFull() || methods.size() > HeapShare.METHODS / 2;
  }

  /** About what it takes in memory. */
  long sizeBytes() {
    return stacks.sizeBytes() + 128L * methods.size();
  }

  /**
   * Goes on with the names of the next chunk.
   *
   * @return false when they say otherwise than before
   */
  boolean follow(NamePool next) {
    frames.follow(next);
    return methods.follow(next) && kinds.follow(next);
  }
}

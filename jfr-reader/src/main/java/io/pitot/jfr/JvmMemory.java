package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * What stays true from one chunk of a JVM to the next: which stacks there are, byte for byte, and
 * what the ids in them mean. A consumer's keys are good as long as the key space is the same.
 */
final class JvmMemory {
  private static final int MAX_DECODED_FRAMES = 1 << 18;

  private final Object keySpace = new Object();
  private final StackDecoder decoder;
  private final StackBytes stacks;
  private final MethodPool methods;
  private final FrameKinds kinds;
  private final FramePool frames;
  private final LongMap<StackTrace> decoded = new LongMap<>();
  private int decodedFrames;

  private JvmMemory(StackDecoder decoder, StackBytes stacks, NamePool names) {
    this.decoder = decoder;
    this.stacks = stacks;
    methods = new MethodPool(names);
    kinds = new FrameKinds(names);
    frames = new FramePool(names);
  }

  /** A memory of nothing yet. */
  static JvmMemory empty(StackDecoder decoder, int maxStackBytes, NamePool names) {
    return new JvmMemory(decoder, new StackBytes(maxStackBytes), names);
  }

  /** The same stacks, whose methods mean something else. */
  JvmMemory renamed(NamePool names) {
    return new JvmMemory(decoder, stacks, names);
  }

  /** Another object for another memory. */
  Object keySpace() {
    return keySpace;
  }

  StackDecoder decoder() {
    return decoder;
  }

  StackBytes stacks() {
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
    return stacks.sizeBytes() + 16L * decodedFrames + 128L * methods.size();
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

  /** The stack of a number of {@link #stacks}; decoded once, as long as there is room for all. */
  @Nullable StackTrace stack(int number) {
    StackTrace stack = decoded.get(number);
    if (stack == null) {
      stack =
          decoder.decode(
              stacks.bytes(number), stacks.from(number), stacks.to(number), number, this);
      if (stack != null) {
        keep(number, stack);
      }
    }
    return stack;
  }

  private void keep(int number, StackTrace stack) {
    decodedFrames += stack.depth();
    if (decodedFrames > MAX_DECODED_FRAMES) {
      decoded.clear();
      decodedFrames = stack.depth();
    }
    decoded.put(number, stack);
  }
}

package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * A recorded stack, the frame that ran first: frame 0 is the top, where the event happened. Lines
 * and kinds are decoded when the first is asked for.
 */
public final class StackTrace {
  private final JvmMemory memory;
  private final StackDecoder decoder;
  private final int key;
  private final boolean truncated;
  private final int[] methodKeys;

  /** The bytes of a stack that has no key. */
  private final byte @Nullable [] bytes;

  private @Nullable Details details;

  /** What few ask for, by frame. */
  record Details(int[] lines, byte[] kinds) {}

  /**
   * @param bytes of a stack without a key
   */
  StackTrace(
      JvmMemory memory,
      StackDecoder decoder,
      int key,
      boolean truncated,
      int[] methodKeys,
      byte @Nullable [] bytes) {
    this.memory = memory;
    this.decoder = decoder;
    this.key = key;
    this.truncated = truncated;
    this.methodKeys = methodKeys;
    this.bytes = bytes;
  }

  /**
   * Stands for the stack as long as {@link Constants#keySpace} is the same, in whatever chunk: a
   * small number, counted up from 0, equal for equal stacks. So an array by this key can hold what
   * a consumer has made of each stack. Negative for a stack that gets no key because there are too
   * many.
   */
  public int key() {
    return key;
  }

  public int depth() {
    return methodKeys.length;
  }

  /** Whether frames below the last one were cut off. */
  public boolean truncated() {
    return truncated;
  }

  /**
   * Stands for the frame's method as long as {@link Constants#keySpace} is the same: a small
   * number, counted up from 0, equal for equal methods, so that an array by this key can hold what
   * a consumer keeps for each method.
   */
  public int methodKey(int frame) {
    return methodKeys[frame];
  }

  /** {@code fully.qualified.Class.method}; of a native frame without a class, the method alone. */
  public String name(int frame) {
    return memory.methods().get(methodKeys[frame]).name();
  }

  /** 0 or less where unknown. */
  public int line(int frame) {
    return details().lines[frame];
  }

  public FrameKind kind(int frame) {
    return memory.kinds().get(details().kinds[frame]);
  }

  /** Whether the JVM hides this frame from stack traces of exceptions. */
  public boolean hidden(int frame) {
    return memory.methods().get(methodKeys[frame]).hidden();
  }

  private Details details() {
    Details known = details;
    if (known == null) {
      known =
          bytes == null
              ? decoder.details(
                  memory.stacks().bytes(key),
                  memory.stacks().from(key),
                  memory.stacks().to(key),
                  memory)
              : decoder.details(bytes, 0, bytes.length - Varint.SLACK, memory);
      details = known;
    }
    return known;
  }
}

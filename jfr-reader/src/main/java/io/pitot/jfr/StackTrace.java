package io.pitot.jfr;

/** A recorded stack, the frame that ran first: frame 0 is the top, where the event happened. */
public final class StackTrace {
  private final JvmMemory memory;
  private final int key;
  private final boolean truncated;
  private final int[] methodKeys;
  private final int[] lines;
  private final byte[] kinds;

  StackTrace(JvmMemory memory, int key, boolean truncated, int depth) {
    this.memory = memory;
    this.key = key;
    this.truncated = truncated;
    methodKeys = new int[depth];
    lines = new int[depth];
    kinds = new byte[depth];
  }

  /** Takes the ids of a frame as the recording has them. */
  void set(int frame, long methodId, int line, long kindId) {
    methodKeys[frame] = memory.methods().key(methodId);
    lines[frame] = line;
    kinds[frame] = memory.kinds().index(kindId);
  }

  /**
   * Stands for the stack as long as {@link Constants#epoch} is the same, in whatever chunk: a small
   * number, counted up from 0, equal for equal stacks. So an array by this key can hold what a
   * consumer has made of each stack. Negative for a stack that gets no key because there are too
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
   * Stands for the frame's method as long as {@link Constants#epoch} is the same: a small number,
   * counted up from 0, equal for equal methods, so that an array by this key can hold what a
   * consumer keeps for each method.
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
    return lines[frame];
  }

  public FrameKind kind(int frame) {
    return memory.kinds().get(kinds[frame]);
  }

  /** Whether the JVM hides this frame from stack traces of exceptions. */
  public boolean hidden(int frame) {
    return memory.methods().get(methodKeys[frame]).hidden();
  }
}

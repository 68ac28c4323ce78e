package io.pitot.jfr;

/** A recorded stack, the frame that ran first: frame 0 is the top, where the event happened. */
public final class StackTrace {
  private final ConstantPools pools;
  private final boolean truncated;
  private final int[] methodKeys;
  private final int[] lines;
  private final byte[] kinds;

  StackTrace(ConstantPools pools, boolean truncated, int[] methodKeys, int[] lines, byte[] kinds) {
    this.pools = pools;
    this.truncated = truncated;
    this.methodKeys = methodKeys;
    this.lines = lines;
    this.kinds = kinds;
  }

  public int depth() {
    return methodKeys.length;
  }

  /** Whether frames below the last one were cut off. */
  public boolean truncated() {
    return truncated;
  }

  /**
   * Stands for the frame's method in this chunk: a small number, counted up from 0, equal for equal
   * methods, so that an array by this key can hold what a consumer keeps for each method.
   */
  public int methodKey(int frame) {
    return methodKeys[frame];
  }

  /** {@code fully.qualified.Class.method}; of a native frame without a class, the method alone. */
  public String name(int frame) {
    return pools.methodName(methodKeys[frame]);
  }

  /** 0 or less where unknown. */
  public int line(int frame) {
    return lines[frame];
  }

  public FrameKind kind(int frame) {
    return pools.frameKind(kinds[frame]);
  }

  /** Whether the JVM hides this frame from stack traces of exceptions. */
  public boolean hidden(int frame) {
    return pools.methodHidden(methodKeys[frame]);
  }
}

package io.pitot.jfr;

/** A recorded stack, the frame that ran first: frame 0 is the top, where the event happened. */
public final class StackTrace {
  private final MethodPool methods;
  private final StackPool pool;
  private final boolean truncated;
  private final int[] methodKeys;
  private final int[] lines;
  private final byte[] kinds;

  StackTrace(
      MethodPool methods,
      StackPool pool,
      boolean truncated,
      int[] methodKeys,
      int[] lines,
      byte[] kinds) {
    this.methods = methods;
    this.pool = pool;
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
    return methods.get(methodKeys[frame]).name();
  }

  /** 0 or less where unknown. */
  public int line(int frame) {
    return lines[frame];
  }

  public FrameKind kind(int frame) {
    return methods.kind(pool.kindId(kinds[frame]));
  }

  /** Whether the JVM hides this frame from stack traces of exceptions. */
  public boolean hidden(int frame) {
    return methods.get(methodKeys[frame]).hidden();
  }
}

package io.pitot.jfr;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recorded stack, the frame that ran first: frame 0 is the top, where the event happened. Lines
 * are read from the file when the first is asked for, so as long as it is being read.
 */
public final class StackTrace {
  private static final int[] NONE = {};

  private final JvmMemory memory;
  private final StackPool pool;
  private final long id;
  private final int key;

  /**
   * The frames' methods with their kinds, as {@link FrameKinds#with} puts them together, from
   * {@code from} on; not ours to change.
   */
  private final int[] methods;

  private final int from;
  private final int depth;
  private final boolean truncated;
  private int @Nullable [] lines;

  StackTrace(
      JvmMemory memory,
      StackPool pool,
      long id,
      int key,
      int[] methods,
      int from,
      int depth,
      boolean truncated) {
    this.memory = memory;
    this.pool = pool;
    this.id = id;
    this.key = key;
    this.methods = methods;
    this.from = from;
    this.depth = depth;
    this.truncated = truncated;
  }

  /**
   * Stands for the stack's methods, their kinds and whether it was cut off, as long as {@link
   * Constants#keySpace} is the same, in whatever chunk: a small number, counted up from 0, equal
   * for stacks that differ in nothing but lines. So an array by this key can hold what a consumer
   * has made of each. Negative for a stack that gets no key because there are too many.
   */
  public int key() {
    return key;
  }

  public int depth() {
    return depth;
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
    return FrameKinds.methodOf(methods[from + Objects.checkIndex(frame, depth)]);
  }

  /** {@code fully.qualified.Class.method}; of a native frame without a class, the method alone. */
  public String name(int frame) {
    return memory.methods().get(methodKey(frame)).name();
  }

  /** 0 or less where unknown. */
  public int line(int frame) {
    int[] known = lines();
    return Objects.checkIndex(frame, depth) < known.length ? known[frame] : 0;
  }

  /** How the frame ran. */
  public FrameKind kind(int frame) {
    return memory.kinds().of(methods[from + Objects.checkIndex(frame, depth)]);
  }

  /** Whether the JVM hides this frame from stack traces of exceptions. */
  public boolean hidden(int frame) {
    return memory.methods().get(methodKey(frame)).hidden();
  }

  private int[] lines() {
    int[] known = lines;
    if (known == null) {
      known = pool.lines(id, memory);
      known = known == null ? NONE : known;
      lines = known;
    }
    return known;
  }
}

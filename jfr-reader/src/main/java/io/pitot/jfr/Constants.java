package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * What the ids in a chunk's events stand for, decoded when asked for. An id that the recording does
 * not hold gives null; 0 mostly stands for nothing, but is an ordinary id in some pools.
 */
public interface Constants {
  /** The stack of {@link Event#stackTraceId}. */
  @Nullable StackTrace stack(long stackTraceId);

  /**
   * The {@link StackTrace#key} of a stack, which costs less than the stack; negative where it is
   * unknown or has none.
   */
  int stackKey(long stackTraceId);

  /**
   * Keys of stacks and methods mean the same as long as this is the same object. It mostly is for
   * all chunks of a JVM in a file, and another one when there is too much to remember.
   */
  Object keySpace();

  /**
   * The name of a {@code java.lang.Class} constant as Java writes it: {@code byte[]}, {@code
   * java.util.HashMap$Node[]}.
   */
  @Nullable String className(long classId);

  /** The thread of {@link Event#threadId}. */
  @Nullable RecordedThread thread(long threadId);

  /**
   * The name of a {@code jdk.types.Method} that an event names, as {@link StackTrace#name} has it.
   */
  @Nullable String method(long methodId);

  /** The name of a method by {@link StackTrace#methodKey}. */
  String methodName(int methodKey);

  /**
   * The text of a constant that is only a text, such as a {@code jdk.types.GCCause} or a {@code
   * jdk.types.Symbol}.
   *
   * @param field the constant field that the id was read from
   */
  @Nullable String text(Field field, long id);
}

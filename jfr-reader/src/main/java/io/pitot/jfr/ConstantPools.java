package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * The constants of one chunk.
 *
 * <p>Some events name a stack, a thread or a class that only the chunk before holds. A JVM numbers
 * them for its whole life, so the chunk before is asked too, if it is the same JVM's.
 */
final class ConstantPools implements Constants {
  private final ConstantFinder finder;
  private final NamePool names;
  private final StackPool stacks;
  private final MethodPool methods;
  private final @Nullable ConstantPools earlier;

  /**
   * @param earlier of the chunk before of the same JVM, null if there is none
   */
  ConstantPools(ChunkInput in, @Nullable ConstantPools earlier) {
    this.earlier = earlier;
    finder = new ConstantFinder(in);
    names = new NamePool(finder);
    methods = new MethodPool(names, earlier == null ? null : earlier.names);
    stacks = new StackPool(finder, methods);
  }

  /** Only what is needed to look something up later: without what was decoded, and no look back. */
  private ConstantPools(ConstantFinder finder) {
    this.finder = finder;
    earlier = null;
    names = new NamePool(finder);
    methods = new MethodPool(names, null);
    stacks = new StackPool(finder, methods);
  }

  ConstantPools forLookBack() {
    return new ConstantPools(finder);
  }

  ConstantFinder finder() {
    return finder;
  }

  JfrString.Pool strings() {
    return names;
  }

  void advance(ChunkHeader header, Metadata newest) {
    finder.advance(header, newest);
    names.flushed();
  }

  @Override
  public @Nullable StackTrace stack(long stackTraceId) {
    return stacks.get(stackTraceId, earlier == null ? null : earlier.stacks);
  }

  @Override
  public @Nullable String className(long classId) {
    String name = names.className(classId);
    return name == null && earlier != null ? earlier.names.className(classId) : name;
  }

  @Override
  public @Nullable RecordedThread thread(long threadId) {
    RecordedThread thread = names.thread(threadId);
    return thread == null && earlier != null ? earlier.names.thread(threadId) : thread;
  }

  @Override
  public String methodName(int methodKey) {
    return methods.get(methodKey).name();
  }

  @Override
  public @Nullable String text(Field field, long id) {
    return names.text(field.typeId, id);
  }
}

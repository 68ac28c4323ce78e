package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The constants of one chunk.
 *
 * <p>Some events name a stack, a thread or a class that only the chunk before holds. A JVM numbers
 * them for its whole life, so the chunk before is asked too, if it is the same JVM's.
 */
final class ConstantPools implements Constants {
  private final int maxStackBytes;
  private final ConstantFinder finder;
  private final StackScan scan;
  private final NamePool names;
  private final StackPool stacks;
  private final @Nullable ConstantPools earlier;

  /** Null until the layouts are known. */
  private @Nullable JvmMemory memory;

  /** Whether the names of this chunk were compared with what the memory knows. */
  private boolean followed;

  /**
   * @param scanned goes through the checkpoints in order
   * @param in looks up one constant after the other, anywhere
   * @param maxStackBytes that are remembered to tell stacks by
   * @param earlier of the chunk before of the same JVM, null if there is none
   */
  ConstantPools(
      ChunkInput scanned, ChunkInput in, int maxStackBytes, @Nullable ConstantPools earlier) {
    this.maxStackBytes = maxStackBytes;
    this.earlier = earlier;
    scan = new StackScan();
    finder = new ConstantFinder(scanned, in, scan);
    names = new NamePool(finder);
    stacks = new StackPool(finder, scan);
  }

  /** Only what is needed to look something up later: without what was decoded, and no look back. */
  private ConstantPools(ConstantPools whole) {
    maxStackBytes = whole.maxStackBytes;
    finder = whole.finder;
    scan = whole.scan;
    memory = whole.memory;
    earlier = null;
    names = new NamePool(finder);
    stacks = new StackPool(finder, scan);
  }

  ConstantPools forLookBack() {
    return new ConstantPools(this);
  }

  ConstantFinder finder() {
    return finder;
  }

  JfrString.Pool strings() {
    return names;
  }

  /** The stacks of these ids will be wanted after the events. */
  LongSet askedStacks() {
    return scan.asked();
  }

  void advance(ChunkHeader header, Metadata newest) throws IOException {
    finder.advance(header, newest);
    names.flushed();
    if (memory == null) {
      memory = begin(newest.stackLayout());
      scan.begin(memory);
    }
  }

  private JvmMemory begin(Layout stack) {
    JvmMemory known = earlier == null ? null : earlier.memory;
    if (known != null && !known.isNearlyFull() && known.decoder().reads(stack)) {
      return known;
    }
    followed = true;
    return JvmMemory.empty(new StackDecoder(stack), maxStackBytes, names);
  }

  /** After the handlers were told of a flush. */
  void handled() {
    scan.asked().clear();
  }

  @Override
  public @Nullable StackTrace stack(long stackTraceId) {
    JvmMemory known = memory();
    return known == null
        ? null
        : stacks.get(stackTraceId, known, earlier == null ? null : earlier.stacks);
  }

  @Override
  public int stackKey(long stackTraceId) {
    memory();
    int number = scan.number(stackTraceId);
    if (number != StackBytes.FULL) {
      return number;
    }
    StackTrace stack = stack(stackTraceId);
    return stack == null ? StackBytes.FULL : stack.key();
  }

  @Override
  public Object keySpace() {
    JvmMemory known = memory();
    return known == null ? this : known.keySpace();
  }

  @Override
  public String methodName(int methodKey) {
    JvmMemory known = memory();
    return known == null ? "" : known.methods().get(methodKey).name();
  }

  @Override
  public @Nullable String method(long methodId) {
    JvmMemory known = memory();
    return known == null ? null : known.methods().nameOf(methodId);
  }

  /** What is known of the JVM, made sure to agree with all that the chunk says. */
  private @Nullable JvmMemory memory() {
    finder.index();
    JvmMemory known = memory;
    if (known != null && !followed) {
      if (!known.follow(names, earlier == null ? null : earlier.names)) {
        known = known.renamed(names);
        memory = known;
      }
      followed = true;
    }
    return known;
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
  public @Nullable String text(Field field, long id) {
    return names.text(field.typeId, id);
  }
}

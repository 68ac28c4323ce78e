package io.pitot.jfr;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The constants of one chunk.
 *
 * <p>Some events name a stack, a thread or a class that only an earlier chunk holds. A JVM numbers
 * them for its whole life, so the chunks before are asked too, as far as they are the same JVM's.
 */
final class ConstantPools implements Constants {
  private final int maxStackBytes;
  private final ConstantFinder finder;
  private final StackScan scan;
  private final NamePool names;
  private final StackPool stacks;
  private final List<ConstantPools> earlier;

  /** Null until the layouts are known. */
  private @Nullable JvmMemory memory;

  /** Whether the names of this chunk were compared with what the memory knows. */
  private boolean followed;

  /**
   * @param scanned goes through the checkpoints in order
   * @param in looks up one constant after the other, anywhere
   * @param maxStackBytes that are remembered to tell stacks by
   * @param earlier of the chunks before of the same JVM, the newest first
   */
  ConstantPools(ChunkInput scanned, ChunkInput in, int maxStackBytes, List<ConstantPools> earlier) {
    this.maxStackBytes = maxStackBytes;
    this.earlier = earlier;
    scan = new StackScan();
    finder = new ConstantFinder(scanned, in, scan);
    names = new NamePool(finder, earlier.stream().map(chunk -> chunk.names).toList());
    stacks = new StackPool(finder, scan);
  }

  /** Only what is needed to look something up later: without what was decoded, and no look back. */
  private ConstantPools(ConstantPools whole) {
    maxStackBytes = whole.maxStackBytes;
    finder = whole.finder;
    scan = whole.scan;
    memory = whole.memory;
    earlier = List.of();
    names = new NamePool(finder, List.of());
    stacks = new StackPool(finder, scan);
  }

  ConstantPools forLookBack() throws IOException {
    finder.slim();
    return new ConstantPools(this);
  }

  /** About what it takes in memory, without {@link #memory}. */
  long sizeBytes() {
    return finder.sizeBytes() + scan.ids().sizeBytes();
  }

  ConstantFinder finder() {
    return finder;
  }

  JfrString.Pool strings() {
    return names;
  }

  /** Of the stacks that events name. */
  StackIds stackIds() {
    return scan.ids();
  }

  void advance(ChunkHeader header, Metadata newest) throws IOException {
    finder.advance(header, newest);
    names.flushed();
    if (memory == null) {
      memory = begin();
      scan.begin(memory, header.fileOffset());
    }
  }

  private JvmMemory begin() {
    JvmMemory known = earlier.isEmpty() ? null : earlier.get(0).memory;
    if (known != null && !known.isNearlyFull()) {
      return known;
    }
    followed = true;
    return JvmMemory.empty(maxStackBytes, names);
  }

  @Override
  public @Nullable StackTrace stack(long stackTraceId) {
    JvmMemory known = memory();
    StackTrace stack = known == null ? null : stacks.get(stackTraceId, known);
    for (int i = 0; stack == null && known != null && i < earlier.size(); i++) {
      stack = earlier.get(i).stacks.getFor(stackTraceId, known);
    }
    return stack;
  }

  @Override
  public int stackKey(long stackTraceId) {
    memory();
    int number = scan.ids().numberOf(stackTraceId);
    if (number != StackMethods.FULL) {
      return number;
    }
    StackTrace stack = stack(stackTraceId);
    return stack == null ? StackMethods.FULL : stack.key();
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

  /** What is known of the JVM up to here, shared by its chunks as long as there is room. */
  @Nullable JvmMemory sharedMemory() {
    return memory;
  }

  /** What is known of the JVM, made sure to agree with all that the chunk says. */
  private @Nullable JvmMemory memory() {
    finder.index();
    JvmMemory known = memory;
    if (known != null && !followed) {
      if (!known.follow(names)) {
        known = known.renamed(names);
        memory = known;
      }
      followed = true;
    }
    return known;
  }

  @Override
  public @Nullable String className(long classId) {
    return names.className(classId);
  }

  @Override
  public @Nullable RecordedThread thread(long threadId) {
    return names.thread(threadId);
  }

  @Override
  public @Nullable String text(Field field, long id) {
    return names.text(field, id);
  }
}

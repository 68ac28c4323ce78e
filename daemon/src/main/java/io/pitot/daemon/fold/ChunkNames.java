package io.pitot.daemon.fold;

import io.pitot.jfr.Constants;
import io.pitot.jfr.RecordedThread;
import io.pitot.jfr.StackTrace;
import java.io.UncheckedIOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names of a chunk at one flush.
 *
 * <p>Constants that cannot be read are unresolved; {@link #takeFailure} tells why.
 */
final class ChunkNames implements StackNames {
  private final Constants constants;
  private final KnownStacks stacks;
  private final EventTexts texts;
  private final int maxFrameChars;
  private @Nullable UncheckedIOException failure;

  ChunkNames(Constants constants, KnownStacks stacks, EventTexts texts, int maxFrameChars) {
    this.constants = constants;
    this.stacks = stacks;
    this.texts = texts;
    this.maxFrameChars = maxFrameChars;
  }

  @Override
  public Stack stack(ProfileType type, long stackId, long leafId) {
    Stack stack = bare(stackId);
    return type.leaf() == null ? stack : stack.plusLeaf(className(type.leaf(), leafId));
  }

  @Override
  public Stack bare(long stackId) {
    Stack stack = stack(stackId);
    return stack == null ? new Stack(stackId == 0 ? NO_STACK : UNRESOLVED) : stack;
  }

  @Override
  public void tally(long stackId, long events, FrameTally tally) {
    StackTrace trace = stackId == 0 ? null : read(constants::stack, stackId);
    if (trace != null) {
      for (int frame = 0; frame < trace.depth(); frame++) {
        tally.add(trace.methodKey(frame), trace.kind(frame), events);
      }
    }
  }

  @Override
  public String method(int methodKey) {
    return stacks.methodName(constants, methodKey);
  }

  @Override
  public String thread(long threadId) {
    RecordedThread thread = threadId == 0 ? null : read(constants::thread, threadId);
    return thread == null ? "" : cut(thread.name());
  }

  /** Why a constant could not be read since the last call; null when all could. */
  @Nullable UncheckedIOException takeFailure() {
    UncheckedIOException taken = failure;
    failure = null;
    return taken;
  }

  private @Nullable Stack stack(long stackId) {
    return stackId == 0 ? null : read(id -> stacks.get(constants, id), stackId);
  }

  @Override
  public String className(ClassLeaf leaf, long classId) {
    if (classId == 0) {
      return leaf.whenNull();
    }
    if (EventTexts.isText(classId)) {
      return cut(texts.text(classId));
    }
    String name = read(constants::className, classId);
    return name == null ? UNRESOLVED : cut(name);
  }

  private <T> @Nullable T read(LongFunction<@Nullable T> constant, long id) {
    try {
      return constant.apply(id);
    } catch (UncheckedIOException e) {
      if (failure == null) {
        failure = e;
      }
      return null;
    }
  }

  private String cut(String name) {
    return StackNames.cut(name, maxFrameChars);
  }
}

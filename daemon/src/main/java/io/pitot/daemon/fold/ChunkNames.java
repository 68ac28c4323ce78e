package io.pitot.daemon.fold;

import io.pitot.jfr.Constants;
import io.pitot.jfr.StackTrace;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names of one chunk: each method, class and stack is turned into text once, however many
 * windows and flushes name it. Starts anew with each chunk, because its ids do, and because that
 * bounds what it holds.
 *
 * <p>Constants that cannot be read are unresolved; {@link #takeFailure} tells why.
 */
final class ChunkNames implements StackNames {
  private static final int MAX_CACHED = 100_000;

  private final Constants constants;
  private final EventTexts texts;
  private final int maxFrameChars;
  private @Nullable String[] methods = new String[256];
  private final Map<Long, String> classes = new HashMap<>();
  private final Map<Long, Stack> stacks = new HashMap<>();
  private final Map<Stack, Stack> interned = new HashMap<>();
  private @Nullable UncheckedIOException failure;

  ChunkNames(Constants constants, EventTexts texts, int maxFrameChars) {
    this.constants = constants;
    this.texts = texts;
    this.maxFrameChars = maxFrameChars;
  }

  @Override
  public boolean isKnown(long stackId) {
    return stackId == 0 || stack(stackId) != null;
  }

  @Override
  public Stack stack(ProfileType type, long stackId, long leafId) {
    Stack stack = stack(stackId);
    if (stack == null) {
      stack = new Stack(stackId == 0 ? NO_STACK : UNRESOLVED);
    }
    return type.leaf() == null ? stack : stack.plusLeaf(className(type.leaf(), leafId));
  }

  /** Why a constant could not be read since the last call; null when all could. */
  @Nullable UncheckedIOException takeFailure() {
    UncheckedIOException taken = failure;
    failure = null;
    return taken;
  }

  private @Nullable Stack stack(long stackId) {
    Stack known = stacks.get(stackId);
    if (known == null && stackId != 0) {
      StackTrace trace = read(constants::stack, stackId);
      if (trace != null) {
        known = intern(toStack(trace));
        stacks.put(stackId, known);
      }
    }
    return known;
  }

  /** Stacks that differ in lines alone have ids of their own and become one. */
  private Stack intern(Stack stack) {
    if (stacks.size() >= MAX_CACHED) {
      stacks.clear();
      interned.clear();
    }
    Stack before = interned.putIfAbsent(stack, stack);
    return before == null ? stack : before;
  }

  private Stack toStack(StackTrace trace) {
    int depth = trace.depth();
    if (depth == 0) {
      return new Stack(trace.truncated() ? TRUNCATED : NO_STACK);
    }
    int first = trace.truncated() ? 1 : 0;
    String[] frames = new String[first + depth];
    frames[0] = TRUNCATED;
    for (int fromLeaf = 0; fromLeaf < depth; fromLeaf++) {
      frames[frames.length - 1 - fromLeaf] = methodName(trace.methodKey(fromLeaf));
    }
    return new Stack(frames);
  }

  private String methodName(int methodKey) {
    if (methodKey >= methods.length) {
      methods = Arrays.copyOf(methods, Math.max(methodKey + 1, methods.length * 2));
    }
    String name = methods[methodKey];
    if (name == null) {
      String read = read(key -> constants.methodName((int) key), methodKey);
      name = read == null ? UNRESOLVED : cut(read);
      methods[methodKey] = name;
    }
    return name;
  }

  private String className(ClassLeaf leaf, long classId) {
    if (classId == 0) {
      return leaf.whenNull();
    }
    if (EventTexts.isText(classId)) {
      return cut(texts.text(classId));
    }
    String name = classes.get(classId);
    if (name == null) {
      String read = read(constants::className, classId);
      name = read == null ? UNRESOLVED : cut(read);
      if (classes.size() >= MAX_CACHED) {
        classes.clear();
      }
      classes.put(classId, name);
    }
    return name;
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
    return name.length() <= maxFrameChars ? name : name.substring(0, maxFrameChars - 1) + '…';
  }
}

package io.pitot.daemon.fold;

import io.pitot.jfr.Constants;
import io.pitot.jfr.StackTrace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks as text. Each is made once for as long as the recording's keys mean the same, which mostly
 * is all chunks of a JVM in a file and one chunk of a live one.
 */
final class KnownStacks {
  private static final int MAX_STACKS = 100_000;

  private final int maxFrameChars;
  private @Nullable Object keySpace;
  private @Nullable String[] methods = new String[256];
  private @Nullable Stack[] byKey = new Stack[256];
  private final Map<Stack, Stack> interned = new HashMap<>();

  KnownStacks(int maxFrameChars) {
    this.maxFrameChars = maxFrameChars;
  }

  /** Null for a stack that the recording does not hold. */
  @Nullable Stack get(Constants constants, long stackId) {
    follow(constants);
    int key = constants.stackKey(stackId);
    Stack known = key >= 0 && key < byKey.length ? byKey[key] : null;
    if (known == null) {
      StackTrace trace = constants.stack(stackId);
      if (trace != null) {
        known = intern(toStack(constants, trace));
        keep(key, known);
      }
    }
    return known;
  }

  /** The name of a method by its key. */
  String methodName(Constants constants, int methodKey) {
    follow(constants);
    if (methodKey >= methods.length) {
      methods = Arrays.copyOf(methods, Math.max(methodKey + 1, methods.length * 2));
    }
    String name = methods[methodKey];
    if (name == null) {
      name = StackNames.cut(constants.methodName(methodKey), maxFrameChars);
      methods[methodKey] = name;
    }
    return name;
  }

  private void follow(Constants constants) {
    if (constants.keySpace() != keySpace) {
      forget();
      methods = new String[256];
      keySpace = constants.keySpace();
    }
  }

  private void keep(int key, Stack stack) {
    if (key < 0) {
      return;
    }
    if (key >= byKey.length) {
      byKey = Arrays.copyOf(byKey, Math.max(key + 1, byKey.length * 2));
    }
    byKey[key] = stack;
  }

  /** Stacks that differ in the kinds of their frames have keys of their own and become one. */
  private Stack intern(Stack stack) {
    if (interned.size() >= MAX_STACKS) {
      forget();
    }
    Stack before = interned.putIfAbsent(stack, stack);
    return before == null ? stack : before;
  }

  private void forget() {
    byKey = new Stack[256];
    interned.clear();
  }

  private Stack toStack(Constants constants, StackTrace trace) {
    int depth = trace.depth();
    if (depth == 0) {
      return new Stack(trace.truncated() ? StackNames.TRUNCATED : StackNames.NO_STACK);
    }
    int first = trace.truncated() ? 1 : 0;
    String[] frames = new String[first + depth];
    frames[0] = StackNames.TRUNCATED;
    for (int fromLeaf = 0; fromLeaf < depth; fromLeaf++) {
      frames[frames.length - 1 - fromLeaf] = methodName(constants, trace.methodKey(fromLeaf));
    }
    return new Stack(frames);
  }
}

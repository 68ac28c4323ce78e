package io.pitot.daemon.fold;

import io.pitot.jfr.FrameKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * How the methods on the stacks of one profile type ran in one window: for each how many frames of
 * it were interpreted, compiled, inlined and so on. A frame is counted once for each event that has
 * it on its stack.
 *
 * <p>The kinds are kept by method and not by stack: stacks that are told apart by the kinds of
 * their frames are a fifth to nearly a half more.
 */
final class MethodKinds {
  /** Of counts. */
  static final String UNIT = "frames";

  private static final List<FrameKind> KINDS = List.of(FrameKind.values());

  private final Map<String, long[]> counts = new HashMap<>();
  private final int maxMethods;

  /** Takes one count. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes how many frames of a method ran so.
     *
     * @param stack the kind's word, and the method below it
     */
    void frames(Stack stack, long count);
  }

  MethodKinds(int maxMethods) {
    this.maxMethods = maxMethods;
  }

  /**
   * Adds what was counted between two flushes.
   *
   * @return how many frames were of methods that there was no room for
   */
  long add(FrameTally tally, IntFunction<String> methodName) {
    long[] leftOut = new long[1];
    tally.forEach(
        (methodKey, kind, count) -> {
          String method = methodName.apply(methodKey);
          long[] ofMethod = counts.get(method);
          if (ofMethod == null && counts.size() < maxMethods) {
            ofMethod = new long[KINDS.size()];
            counts.put(method, ofMethod);
          }
          if (ofMethod == null) {
            leftOut[0] += count;
          } else {
            ofMethod[kind.number()] += count;
          }
        });
    return leftOut[0];
  }

  void forEach(Visitor visitor) {
    counts.forEach(
        (method, ofMethod) -> {
          for (FrameKind kind : KINDS) {
            if (ofMethod[kind.number()] > 0) {
              visitor.frames(new Stack(kind.word(), method), ofMethod[kind.number()]);
            }
          }
        });
  }
}

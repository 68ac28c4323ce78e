package io.pitot.daemon.fold;

/** Turns the ids of a chunk into names, once its constants are known. */
interface StackNames {
  String NO_STACK = "[no stack]";
  String UNRESOLVED = "[unresolved]";
  String TRUNCATED = "[truncated]";

  /** The name, cut where it is longer than allowed. */
  static String cut(String name, int maxChars) {
    return name.length() <= maxChars ? name : name.substring(0, maxChars - 1) + '…';
  }

  /**
   * The stack with its leaf.
   *
   * @param leafId ignored where the type has no leaf
   */
  Stack stack(ProfileType type, long stackId, long leafId);

  /** The stack alone. */
  default Stack bare(long stackId) {
    return new Stack(stackId == 0 ? NO_STACK : UNRESOLVED);
  }

  /** The name of a class, as {@link EventTexts#classId} numbers it. */
  default String className(ClassLeaf leaf, long classId) {
    return classId == 0 ? leaf.whenNull() : UNRESOLVED;
  }

  /** Counts the frames of a stack that the recording holds, once for each of the events. */
  default void tally(long stackId, long events, FrameTally tally) {}

  /** The name of a method, by the key that {@link #tally} counts it under. */
  default String method(int methodKey) {
    return UNRESOLVED;
  }

  /** The name of a thread; empty where unknown. */
  default String thread(long threadId) {
    return "";
  }

  /** The names when there is nobody left to ask. */
  StackNames NONE =
      new StackNames() {
        @Override
        public Stack stack(ProfileType type, long stackId, long leafId) {
          Stack stack = new Stack(stackId == 0 ? NO_STACK : UNRESOLVED);
          if (type.leaf() == null) {
            return stack;
          }
          return stack.plusLeaf(leafId == 0 ? type.leaf().whenNull() : UNRESOLVED);
        }
      };
}

package io.pitot.daemon.fold;

import java.util.HashMap;
import java.util.Map;

/** Names of a made-up chunk. */
final class TextNames implements StackNames {
  private final Map<Long, Stack> stacks = new HashMap<>();
  private final Map<Long, String> classes = new HashMap<>();

  /**
   * Names a stack.
   *
   * @param collapsed frames from the root, separated by {@code ;}
   */
  TextNames stack(long id, String collapsed) {
    stacks.put(id, new Stack(collapsed.split(";")));
    return this;
  }

  TextNames leaf(long id, String className) {
    classes.put(id, className);
    return this;
  }

  @Override
  public Stack stack(ProfileType type, long stackId, long leafId) {
    Stack stack = stacks.getOrDefault(stackId, new Stack(stackId == 0 ? NO_STACK : UNRESOLVED));
    if (type.leaf() == null) {
      return stack;
    }
    return stack.plusLeaf(
        leafId == 0 ? type.leaf().whenNull() : classes.getOrDefault(leafId, UNRESOLVED));
  }
}

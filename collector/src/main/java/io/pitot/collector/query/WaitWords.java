package io.pitot.collector.query;

import io.pitot.collector.diff.FrameNames;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the kinds of waits mean, as in {@code docs/waits.md}. */
final class WaitWords {
  /** The thread had something to do and could not. */
  private static final Set<String> HELD_UP =
      Set.of(
          "monitor",
          "class_loading",
          "lock",
          "pool",
          "pin",
          "map_bin",
          "map_help",
          "map_compute",
          "map_resize",
          "gc_stall");

  /** Which kinds of waits the profile types of waiting are made of. */
  private static final Map<String, Set<String>> OF_TYPE =
      Map.of(
          "lock",
          Set.of("monitor", "class_loading"),
          "park",
          Set.of("lock", "pool", "queue", "idle", "future", "sleep", "park"),
          "map_contention",
          Set.of("map_bin", "map_help", "map_compute"),
          "map_resize",
          Set.of("map_resize"));

  private WaitWords() {}

  /** Whether the profile type's stacks are those of waits. */
  static boolean isWait(String type) {
    return OF_TYPE.containsKey(type);
  }

  /** Whether waits of the kind are among what the profile type adds up. */
  static boolean isOf(String type, String kind) {
    return OF_TYPE.getOrDefault(type, Set.of()).contains(kind);
  }

  static boolean isHeldUp(String kind) {
    return HELD_UP.contains(kind);
  }

  static boolean isMap(String kind) {
    return kind.startsWith("map_");
  }

  /** The frame that a person can edit: the innermost that is not the JDK's; empty for none. */
  static String applicationFrame(List<String> stack, String lockClass) {
    int last = stack.size() - 1;
    if (last >= 0 && stack.get(last).equals(lockClass)) {
      last--;
    }
    for (int at = last; at >= 0; at--) {
      if (!FrameNames.isJdk(stack.get(at))) {
        return stack.get(at);
      }
    }
    return "";
  }
}

package io.pitot.collector.query;

import io.pitot.collector.diff.FrameNames;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a stack of an allocation or of a CPU sample says about the making of maps.
 *
 * @param frame of the application that makes or fills them
 * @param isConcurrent whether they are made for several threads
 * @param part of the map that is allocated
 */
record MapMaking(String frame, boolean isConcurrent, Part part) {
  /** A map that is kept allocates entries; only one that is made, or grows, allocates the rest. */
  enum Part {
    MAP_OR_TABLE,
    ENTRY
  }

  private static final Pattern MAP_CLASS =
      Pattern.compile(
          "java\\.util\\.(concurrent\\.)?((?:Linked|Identity|Weak|Concurrent)?Hash(?:Map|Set)"
              + "|LinkedHashSet|Hashtable|TreeMap|TreeSet|ConcurrentSkipListMap)(\\$.*)?");

  private static final Pattern TABLE = Pattern.compile("\\$(Node|Entry|CounterCell)\\[]");
  private static final Pattern ENTRY = Pattern.compile("\\$(\\w*Node|Entry|TreeBin|Index)");

  private static final Set<String> GROWTH =
      Set.of("<init>", "initTable", "transfer", "tryPresize", "resize", "rehash", "inflateTable");

  /** The allocation with the allocated class as its leaf; null where that is no map's. */
  static @Nullable MapMaking ofAllocation(List<String> stack) {
    if (stack.isEmpty()) {
      return null;
    }
    Matcher map = MAP_CLASS.matcher(stack.get(stack.size() - 1));
    String frame = WaitWords.applicationFrame(stack, stack.get(stack.size() - 1));
    if (!map.matches() || frame.isEmpty()) {
      return null;
    }
    String nested = map.group(3);
    boolean isConcurrent = map.group(1) != null;
    if (nested == null || TABLE.matcher(nested).matches()) {
      return new MapMaking(frame, isConcurrent, Part.MAP_OR_TABLE);
    }
    // Views and iterators are neither.
    return ENTRY.matcher(nested).matches() ? new MapMaking(frame, isConcurrent, Part.ENTRY) : null;
  }

  /** The frame that makes a map, or has one grow, where the sample was taken; null elsewhere. */
  static @Nullable String ofCpu(List<String> stack) {
    boolean makes = false;
    for (int at = stack.size() - 1; at >= 0; at--) {
      String frame = stack.get(at);
      if (!FrameNames.isJdk(frame)) {
        return makes ? frame : null;
      }
      int dot = frame.lastIndexOf('.');
      makes |=
          dot > 0
              && GROWTH.contains(frame.substring(dot + 1))
              && MAP_CLASS.matcher(frame.substring(0, dot)).matches();
    }
    return null;
  }
}

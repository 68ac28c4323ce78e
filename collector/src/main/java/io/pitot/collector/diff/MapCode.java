package io.pitot.collector.diff;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names belong to maps: of the JDK, and by their simple name of whoever else makes maps
 * ({@code Int2ObjectOpenHashMap}, {@code LinkedHashMap$Entry}, {@code ImmutableCollections$MapN}).
 */
final class MapCode {
  private static final Pattern MAP_CLASS =
      Pattern.compile("(?:.*[a-z0-9])?(?:Map|Hashtable|HashTable|Dictionary)(?:\\d+|N|V\\d+)?");
  private static final Pattern NO_MAP = Pattern.compile(".*(?:[Bb]it|Color|Road|Site|Image)Map");

  private static final Set<String> GROWTH =
      Set.of(
          "<init>",
          "initTable",
          "inflateTable",
          "resize",
          "rehash",
          "transfer",
          "helpTransfer",
          "tryPresize",
          "grow",
          "expand",
          "ensureCapacity",
          "putMapEntries",
          "putAll",
          "addCount",
          "treeifyBin",
          "newNode",
          "reinitialize",
          "tableSizeFor");

  private MapCode() {}

  /** Whether a class, perhaps an array or a nested class, is a map or a part of one. */
  static boolean isMapClass(String className) {
    String name = className.substring(className.lastIndexOf('.') + 1).replace("[]", "");
    for (String part : name.split("\\$", -1)) {
      if (MAP_CLASS.matcher(part).matches() && !NO_MAP.matcher(part).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a frame {@code package.Class.method} runs in a map. */
  static boolean isMapMethod(String frame) {
    int dot = frame.lastIndexOf('.');
    return dot > 0 && isMapClass(frame.substring(0, dot));
  }

  /** Whether the frame makes a map or lets one grow. */
  static boolean isGrowth(String frame) {
    return isMapMethod(frame) && GROWTH.contains(frame.substring(frame.lastIndexOf('.') + 1));
  }

  /** Whether the frame helps another thread to move a table. */
  static boolean isResizeHelp(String frame) {
    return isMapMethod(frame) && frame.endsWith(".helpTransfer");
  }
}

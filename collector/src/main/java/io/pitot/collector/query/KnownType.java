package io.pitot.collector.query;

import java.util.Map;

/** Types that every service may have, so that one without such events yet is empty, not unknown. */
final class KnownType {
  private static final Map<String, String> UNITS =
      Map.of(
          "cpu",
          "samples",
          "alloc",
          "bytes",
          "lock",
          "nanoseconds",
          "park",
          "nanoseconds",
          "map_contention",
          "nanoseconds",
          "map_resize",
          "nanoseconds",
          "gc_pause",
          "nanoseconds");

  private KnownType() {}

  static boolean isKnown(String type) {
    return UNITS.containsKey(type);
  }

  static String unit(String type) {
    return UNITS.getOrDefault(type, "");
  }
}

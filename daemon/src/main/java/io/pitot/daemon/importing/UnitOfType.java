package io.pitot.daemon.importing;

import java.util.Map;

/** The units of the profile types that Pitot itself makes. */
final class UnitOfType {
  static final String SAMPLES = "samples";

  private static final String NANOSECONDS = "nanoseconds";
  private static final Map<String, String> UNITS =
      Map.of(
          "alloc", "bytes",
          "inuse", "bytes",
          "lock", NANOSECONDS,
          "park", NANOSECONDS,
          "map_contention", NANOSECONDS,
          "map_resize", NANOSECONDS,
          "safepoint_latency", NANOSECONDS,
          "method_trace", NANOSECONDS,
          "wall", NANOSECONDS,
          "cpu_time", NANOSECONDS);

  private UnitOfType() {}

  static String of(String type) {
    return UNITS.getOrDefault(type, SAMPLES);
  }
}

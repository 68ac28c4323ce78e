package io.pitot.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands behind {@code -javaagent:pitot-agent.jar=}: {@code key[=value]}, between commas. */
final class Options {
  static final String CONTENTION = "contention";
  static final String RESIZE = "resize";
  static final String RACE = "race";
  static final String FAIL_FAST = "fail-fast";
  static final String LOCKS = "locks";
  static final String SITES = "sites";
  static final String HEAT = "heat";
  static final String SHAPE = "shape";

  private static final Set<String> SWITCHES =
      Set.of(CONTENTION, RESIZE, RACE, FAIL_FAST, LOCKS, SITES, HEAT, SHAPE);
  private static final String FAIL_ON_RACE = "fail-on-race";
  private static final String RESIZE_CAPACITY = "resize-capacity";
  private static final String CHECK_THEN_ACT = "check-then-act";
  private static final String EVENTS_PER_SECOND = "events-per-second";
  private static final String SUPPRESS = "race-suppress";
  private static final Set<String> OTHERS =
      Set.of(FAIL_ON_RACE, RESIZE_CAPACITY, EVENTS_PER_SECOND, SUPPRESS, CHECK_THEN_ACT);

  private static final int RACE_EXIT_CODE = 86;

  private final Map<String, String> values = new LinkedHashMap<>();

  private Options() {}

  static Options parse(String text) {
    Options options = new Options();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).trim();
      if (!SWITCHES.contains(key) && !OTHERS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown option " + key + "; known are " + SWITCHES + " and " + OTHERS);
      }
      options.values.put(key, equals < 0 ? "" : part.substring(equals + 1).trim());
    }
    return options;
  }

  boolean isOn(String name) {
    return !values.getOrDefault(name, "on").equals("off");
  }

  /** The exit code of a JVM with a proven race; 0 when it keeps its own. */
  int raceExitCode() {
    if (!values.containsKey(FAIL_ON_RACE)) {
      return 0;
    }
    String code = values.getOrDefault(FAIL_ON_RACE, "");
    return code.isEmpty() ? RACE_EXIT_CODE : Integer.parseInt(code);
  }

  /** Resizes to fewer bins than this are only counted. */
  int resizeCapacity() {
    return Integer.parseInt(values.getOrDefault(RESIZE_CAPACITY, "4096"));
  }

  /** At most so many events that hooks write; of the others the sums are kept. */
  int eventsPerSecond() {
    return Integer.parseInt(values.getOrDefault(EVENTS_PER_SECOND, "1000"));
  }

  /** Packages whose calls of maps are watched; empty for none. */
  List<String> checkThenActPackages() {
    String packages = values.getOrDefault(CHECK_THEN_ACT, "");
    return packages.isEmpty() ? List.of() : List.of(packages.split("\\+", -1));
  }

  /** Prefixes of frames whose races are known and wanted. */
  List<String> suppressed() {
    String prefixes = values.getOrDefault(SUPPRESS, "");
    return prefixes.isEmpty() ? List.of() : List.of(prefixes.split("\\+", -1));
  }
}

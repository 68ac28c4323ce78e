package io.pitot.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What stands behind {@code -javaagent:pitot-agent.jar=}: {@code key[=value]}, between commas. */
final class Options {
  private static final String FAIL_ON_RACE = "fail-on-race";
  private static final String RESIZE_CAPACITY = "resize-capacity";
  private static final String CHECK_THEN_ACT = "check-then-act";
  private static final String EVENTS_PER_SECOND = "events-per-second";
  private static final String SUPPRESS = "race-suppress";
  private static final String COST_LIMIT = "cost-limit";
  private static final Set<String> OTHERS =
      Set.of(
          FAIL_ON_RACE, RESIZE_CAPACITY, EVENTS_PER_SECOND, SUPPRESS, CHECK_THEN_ACT, COST_LIMIT);

  private static final int RACE_EXIT_CODE = 86;

  /** In percent of one processor; more where there are many. */
  private static final int COST_LIMIT_AT_LEAST = 50;

  private static final int COST_LIMIT_OF_EACH = 25;

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
      if (!OTHERS.contains(key) && !switches().contains(key)) {
        throw new IllegalArgumentException(
            "unknown option " + key + "; known are " + switches() + " and " + OTHERS);
      }
      options.values.put(key, equals < 0 ? "" : part.substring(equals + 1).trim());
    }
    for (Kind kind : Kind.values()) {
      double unused = options.perSecond(kind); // So that a wrong rate is told now.
    }
    return options;
  }

  private static Set<String> switches() {
    Set<String> switches = new TreeSet<>();
    for (Kind kind : Kind.values()) {
      switches.add(kind.option);
    }
    return switches;
  }

  boolean isOn(Kind kind) {
    return !value(kind).equals("off");
  }

  /** How many events of the kind may be written. */
  double perSecond(Kind kind) {
    String value = value(kind);
    return switch (value) {
      case "on" -> Throttle.UNLIMITED;
      case "off" -> 0;
      default -> Throttle.parse(value);
    };
  }

  private String value(Kind kind) {
    return values.getOrDefault(kind.option, "on");
  }

  /** How much of one processor the hooks may take, in percent. */
  double costLimit() {
    int processors = Runtime.getRuntime().availableProcessors();
    String percent = values.get(COST_LIMIT);
    return percent == null
        ? Math.max(COST_LIMIT_AT_LEAST, COST_LIMIT_OF_EACH * processors)
        : Double.parseDouble(percent);
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
    return packages.isEmpty() || !isOn(Kind.LOST_UPDATES)
        ? List.of()
        : List.of(packages.split("\\+", -1));
  }

  /** Prefixes of frames whose races are known and wanted. */
  List<String> suppressed() {
    String prefixes = values.getOrDefault(SUPPRESS, "");
    return prefixes.isEmpty() ? List.of() : List.of(prefixes.split("\\+", -1));
  }
}

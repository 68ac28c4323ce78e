package io.pitot.daemon.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a JVM was told when it was launched, as far as Pitot needs to know. Other options, which may
 * hold secrets, are not kept.
 *
 * @param properties system properties that name the service or place the repository
 * @param flags boolean {@code -XX} flags that decide whether a JVM can be recorded
 * @param agents jars of the {@code -javaagent}s, as the JVM knows them
 * @param startsRecording whether a recording was asked for at launch
 */
public record JvmOptions(
    Map<String, String> properties,
    Map<String, Boolean> flags,
    List<String> agents,
    boolean startsRecording) {

  /** Gives every attach up: nothing answers. */
  public static final String DISABLE_ATTACH = "DisableAttachMechanism";

  public static final String FLIGHT_RECORDER = "FlightRecorder";

  /** No handler for SIGQUIT, and so no attach; also spelt {@code -Xrs}. */
  public static final String REDUCE_SIGNALS = "ReduceSignalUsage";

  private static final List<String> FLAGS =
      List.of(DISABLE_ATTACH, FLIGHT_RECORDER, REDUCE_SIGNALS);

  private static final List<String> PROPERTIES =
      List.of(
          "otel.service.name",
          "otel.resource.attributes",
          "service.name",
          "service.version",
          "service.instance.id",
          "pyroscope.application.name",
          "pyroscope.labels",
          "java.io.tmpdir",
          "jdk.jfr.repository");

  public JvmOptions {
    properties = Map.copyOf(properties);
    flags = Map.copyOf(flags);
    agents = List.copyOf(agents);
  }

  /** In the order in which the JVM reads them: what comes later wins. */
  static JvmOptions parse(List<String> options) {
    Map<String, String> properties = new HashMap<>();
    Map<String, Boolean> flags = new HashMap<>();
    List<String> agents = new ArrayList<>();
    boolean startsRecording = false;
    for (String option : options) {
      if (option.startsWith("-D")) {
        int equals = option.indexOf('=');
        String name = option.substring(2, equals < 0 ? option.length() : equals);
        if (PROPERTIES.contains(name)) {
          properties.put(name, equals < 0 ? "" : option.substring(equals + 1));
        }
      } else if (option.startsWith("-XX:+") || option.startsWith("-XX:-")) {
        String name = option.substring(5);
        if (FLAGS.contains(name)) {
          flags.put(name, option.charAt(4) == '+');
        }
      } else if (option.equals("-Xrs")) {
        flags.put(REDUCE_SIGNALS, true);
      } else if (option.startsWith("-javaagent:")) {
        int equals = option.indexOf('=');
        agents.add(option.substring(11, equals < 0 ? option.length() : equals));
      } else if (option.startsWith("-XX:StartFlightRecording")) {
        startsRecording = true;
      }
    }
    return new JvmOptions(properties, flags, agents, startsRecording);
  }

  /** Options in one string, as the variables of the JVM hold them: blanks divide, quotes join. */
  static List<String> split(String options) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        addTo(parts, part);
      } else {
        part.append(c);
      }
    }
    addTo(parts, part);
    return parts;
  }

  private static void addTo(List<String> parts, StringBuilder part) {
    if (part.length() > 0) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }
}

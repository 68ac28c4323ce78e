package io.pitot.daemon.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The few variables of a JVM's environment that name it or add options to it. All others are
 * dropped as they are read: environments hold secrets.
 */
record TargetEnvironment(Map<String, String> variables) {
  static final String SERVICE_NAME = "OTEL_SERVICE_NAME";
  static final String RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
  static final String PYROSCOPE_NAME = "PYROSCOPE_APPLICATION_NAME";
  static final String PYROSCOPE_LABELS = "PYROSCOPE_LABELS";
  static final String TOOL_OPTIONS = "JAVA_TOOL_OPTIONS";
  static final String LAUNCHER_OPTIONS = "JDK_JAVA_OPTIONS";
  static final String LAST_OPTIONS = "_JAVA_OPTIONS";

  private static final List<String> NEEDED =
      List.of(
          SERVICE_NAME,
          RESOURCE_ATTRIBUTES,
          PYROSCOPE_NAME,
          PYROSCOPE_LABELS,
          TOOL_OPTIONS,
          LAUNCHER_OPTIONS,
          LAST_OPTIONS);

  static TargetEnvironment parse(List<String> environment) {
    Map<String, String> variables = new HashMap<>();
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      if (equals > 0 && NEEDED.contains(variable.substring(0, equals))) {
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return new TargetEnvironment(variables);
  }

  String get(String name) {
    return variables.getOrDefault(name, "");
  }

  List<String> options(String name) {
    return JvmOptions.split(get(name));
  }
}

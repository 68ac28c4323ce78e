package io.pitot.daemon.discovery;

import io.pitot.daemon.target.TargetIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out what people call a JVM. The first of these that says something wins:
 *
 * <table>
 * <caption>Precedence</caption>
 * <tr><th>service</th><th>release</th><th>instance</th></tr>
 * <tr><td>{@code -Dotel.service.name}</td><td></td><td></td></tr>
 * <tr><td>{@code -Dservice.name}</td><td>{@code -Dservice.version}</td>
 *     <td>{@code -Dservice.instance.id}</td></tr>
 * <tr><td>{@code OTEL_SERVICE_NAME}</td><td></td><td></td></tr>
 * <tr><td colspan=3>{@code service.name}, {@code service.version}, {@code service.instance.id} in
 *     {@code -Dotel.resource.attributes}</td></tr>
 * <tr><td colspan=3>the same in {@code OTEL_RESOURCE_ATTRIBUTES}</td></tr>
 * <tr><td>{@code -Dpyroscope.application.name}, {@code PYROSCOPE_APPLICATION_NAME}</td>
 *     <td colspan=2>the same names in {@code -Dpyroscope.labels}, {@code PYROSCOPE_LABELS}</td></tr>
 * <tr><td>jar without version, simple name of the main class</td><td>version in the jar's name</td>
 *     <td>{@code pod:pid}, where {@code pid} is that in the container, or {@code node:pid}</td></tr>
 * <tr><td>{@code unknown_service}</td><td>{@code unknown}</td><td></td></tr>
 * </table>
 *
 * <p>System properties count wherever the JVM takes options from: {@code JAVA_TOOL_OPTIONS}, {@code
 * JDK_JAVA_OPTIONS}, the command line, {@code _JAVA_OPTIONS}; what comes later wins. All other
 * attributes become labels under their own names.
 */
final class TargetNames {
  private static final String SERVICE_NAME = "service.name";
  private static final String SERVICE_VERSION = "service.version";
  private static final String INSTANCE_ID = "service.instance.id";

  /** Another name of the label {@code node}, which is the daemon's to say. */
  private static final String HOST_NAME = "host.name";

  private static final Pattern VERSIONED_JAR =
      Pattern.compile(
          "(.+?)-v?(\\d{1,8}(?:[.+]\\w+)*(?:-(?:SNAPSHOT|RELEASE|GA|M\\d+|RC[-.]?\\d*|alpha|beta)[\\w.]*)*)"
              + "(?:-\\D[\\w-]*)?",
          Pattern.CASE_INSENSITIVE);

  private final TargetEnvironment environment;
  private final Map<String, String> properties;
  private final Map<String, String> attributes;
  private final String main;
  private final ContainerFacts container;

  /**
   * Makes the names of one JVM.
   *
   * @param defaults attributes of every JVM that does not say otherwise
   */
  TargetNames(
      TargetEnvironment environment,
      JvmOptions options,
      String main,
      ContainerFacts container,
      Map<String, String> defaults) {
    this.environment = environment;
    this.properties = options.properties();
    this.main = main;
    this.container = container;
    this.attributes = new LinkedHashMap<>();
    for (String source :
        new String[] {
          property("otel.resource.attributes"),
          environment.get(TargetEnvironment.RESOURCE_ATTRIBUTES),
          property("pyroscope.labels"),
          environment.get(TargetEnvironment.PYROSCOPE_LABELS)
        }) {
      ResourceAttributes.parse(source).forEach(attributes::putIfAbsent);
    }
    container.labels().forEach(attributes::putIfAbsent);
    defaults.forEach(attributes::putIfAbsent);
  }

  TargetIdentity identity(String node, int pid, int namespacePid, long startMillis, int jdk) {
    Map<String, String> labels = new TreeMap<>(attributes);
    labels.keySet().removeAll(Set.of(SERVICE_NAME, SERVICE_VERSION, INSTANCE_ID, HOST_NAME));
    labels.put(TargetIdentity.SERVICE, service());
    labels.put(TargetIdentity.RELEASE, release());
    labels.put(
        TargetIdentity.INSTANCE,
        first(property(INSTANCE_ID), attribute(INSTANCE_ID), place(node, pid, namespacePid)));
    labels.put(TargetIdentity.NODE, node);
    labels.put(TargetIdentity.JDK, jdk == JdkRelease.UNKNOWN ? "unknown" : Integer.toString(jdk));
    return new TargetIdentity(node + "/" + pid + "/" + startMillis, new TreeMap<>(labels));
  }

  private String place(String node, int pid, int namespacePid) {
    return container.podName().isEmpty()
        ? node + ":" + pid
        : container.podName() + ":" + namespacePid;
  }

  private String service() {
    return first(
        property("otel.service.name"),
        property(SERVICE_NAME),
        environment.get(TargetEnvironment.SERVICE_NAME),
        attribute(SERVICE_NAME),
        property("pyroscope.application.name"),
        environment.get(TargetEnvironment.PYROSCOPE_NAME),
        programName(),
        "unknown_service");
  }

  private String release() {
    return first(
        property(SERVICE_VERSION), attribute(SERVICE_VERSION), programVersion(), "unknown");
  }

  /** The jar without folder and version, or the simple name of the main class. */
  private String programName() {
    if (isJar()) {
      Matcher versioned = VERSIONED_JAR.matcher(jarName());
      return versioned.matches() ? versioned.group(1) : jarName();
    }
    return main.substring(Math.max(main.lastIndexOf('.'), main.lastIndexOf('/')) + 1);
  }

  private String programVersion() {
    Matcher versioned = VERSIONED_JAR.matcher(jarName());
    return isJar() && versioned.matches() ? versioned.group(2) : "";
  }

  private boolean isJar() {
    return main.endsWith(".jar") || main.endsWith(".war");
  }

  private String jarName() {
    return main.substring(main.lastIndexOf('/') + 1).replaceFirst("\\.[jw]ar$", "");
  }

  private String property(String name) {
    return properties.getOrDefault(name, "");
  }

  private String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  private static String first(String... candidates) {
    for (String candidate : candidates) {
      if (!candidate.isBlank()) {
        return candidate.strip();
      }
    }
    return "";
  }
}

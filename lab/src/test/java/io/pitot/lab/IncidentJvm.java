package io.pitot.lab;

import io.pitot.cli.local.JavaHomes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One JVM of one of the lab's services, with the map agent. */
record IncidentJvm(Process process) implements AutoCloseable {
  static final Path JAR = Path.of("incidents", "target", "incidents.jar");
  private static final Path AGENT = Path.of("..", "jfr-events", "target", "pitot-agent.jar");
  private static final int SECONDS = 1_800;

  static IncidentJvm start(String incident, boolean faulty, String service, String agentOptions)
      throws IOException {
    String agent = "-javaagent:" + AGENT.toRealPath() + agentOptions;
    return start(JavaHomes.ours(), incident, faulty, service, List.of(agent));
  }

  /** In its faulty mode. */
  static IncidentJvm startWithoutAgent(Path javaHome, String incident, String service)
      throws IOException {
    return start(javaHome, incident, true, service, List.of());
  }

  private static IncidentJvm start(
      Path javaHome, String incident, boolean faulty, String service, List<String> flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx128m");
    if (incident.equals("gc-pauses")) {
      command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    }
    command.addAll(flags);
    command.addAll(List.of("-jar", JAR.toRealPath().toString(), incident));
    command.addAll(List.of("--seconds", Integer.toString(SECONDS)));
    if (faulty) {
      command.add("--faulty");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OTEL_SERVICE_NAME", service);
    builder.environment().put("OTEL_RESOURCE_ATTRIBUTES", "service.version=" + release(faulty));
    return new IncidentJvm(builder.start());
  }

  static String release(boolean faulty) {
    return faulty ? "faulty" : "healthy";
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}

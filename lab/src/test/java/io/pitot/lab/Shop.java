package io.pitot.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One JVM of the shop. */
record Shop(Process process) implements AutoCloseable {
  private static final Path JARS = Path.of("shop", "target");

  private static final int REQUESTS_PER_SECOND = 60;

  /**
   * Starts an instance.
   *
   * @param seconds after which it ends by itself
   */
  static Shop start(Path javaHome, String service, String instance, int seconds)
      throws IOException {
    return start(javaHome, REQUESTS_PER_SECOND, service, instance, seconds);
  }

  /** The same with another rate of requests. */
  static Shop start(
      Path javaHome, int requestsPerSecond, String service, String instance, int seconds)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx96m");
    command.add("-jar");
    command.add(JARS.resolve("shop-1.1.jar").toString());
    command.add(Integer.toString(requestsPerSecond));
    command.add(Integer.toString(seconds));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OTEL_SERVICE_NAME", service);
    builder
        .environment()
        .put("OTEL_RESOURCE_ATTRIBUTES", "service.version=1.1,service.instance.id=" + instance);
    return new Shop(builder.start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}

package io.pitot.collector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A collector in a JVM of its own: {@link CollectorMain}. */
public final class ChildCollector implements AutoCloseable {
  /** The least that starts quickly; how much memory there is matters to those who harm it. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private final Process process;
  private final int grpcPort;
  private final int httpPort;

  private ChildCollector(Process process, int grpcPort, int httpPort) {
    this.process = process;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  /**
   * Returns when it takes batches.
   *
   * @param arguments of the JVM, then of {@link CollectorMain} after the directory
   */
  public static ChildCollector start(Path data, List<String> jvm, String... arguments)
      throws IOException {
    return start(data, jvm, System.getProperty("java.class.path"), List.of(arguments));
  }

  /** The same, with other jars. */
  static ChildCollector start(Path data, List<String> jvm, String classPath, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(JVM_OPTIONS);
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, CollectorMain.class.getName(), data.toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.matches("[0-9]+ [0-9]+")) {
      line = out.readLine(); // A JVM has warnings of its own to tell there.
    }
    if (line == null) {
      throw new IOException("the child did not say its ports");
    }
    String[] ports = line.split(" ", -1);
    return new ChildCollector(process, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
  }

  public int grpcPort() {
    return grpcPort;
  }

  public int httpPort() {
    return httpPort;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The most memory that it ever had resident. */
  public long peakResidentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no VmHWM of process " + process.pid());
  }

  /** As {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** As {@code kill} does; returns when it has ended. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the collector does not end");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      process.destroyForcibly().waitFor(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}

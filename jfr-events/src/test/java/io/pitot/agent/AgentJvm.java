package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A JVM with the agent, the bytecode of every class verified. */
final class AgentJvm {
  private static final long LIMIT_MINUTES = 12;

  record Run(int exitCode, String output, List<RecordedEvent> events) {
    List<RecordedEvent> events(String name) {
      return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    }
  }

  private AgentJvm() {}

  /** The JDK of the build, and a 25 where there is one. */
  static List<Path> jdks() {
    List<Path> jdks = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    String named = System.getenv("JAVA_HOME_25");
    if (named != null) {
      jdks.add(Path.of(named));
      return jdks;
    }
    try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
      installed
          .filter(home -> home.getFileName().toString().contains("25"))
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .limit(1)
          .forEach(jdks::add);
    } catch (IOException none) {
      return jdks;
    }
    return jdks;
  }

  static Path jar() {
    return Path.of("target/pitot-agent.jar").toAbsolutePath();
  }

  static Run run(
      Path jdk, Path work, List<String> flags, String options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(flags);
    all.add("-javaagent:" + jar() + "=" + options);
    return run(jdk, work, all, main, arguments);
  }

  /** With flags that name the agent themselves, before or after others. */
  static Run run(Path jdk, Path work, List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path recording = Files.createTempFile(work, "run", ".jfr");
    List<String> all = new ArrayList<>(flags);
    all.add("-XX:StartFlightRecording=dumponexit=true,filename=" + recording);
    Run run = start(jdk, work, all, main, arguments);
    List<RecordedEvent> events =
        Files.size(recording) == 0 ? List.of() : RecordingFile.readAllEvents(recording);
    return new Run(run.exitCode, run.output, events);
  }

  /** A JVM without a recording but what the program itself may start. */
  static Run runUnrecorded(Path jdk, Path work, String options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return start(jdk, work, List.of("-javaagent:" + jar() + "=" + options), main, arguments);
  }

  private static Run start(
      Path jdk, Path work, List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(work, "run", ".out");
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(List.of("-Xverify:all", "-Xmx256m"));
    command.addAll(flags);
    command.addAll(List.of("-cp", "target/test-classes", main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), () -> "still runs: " + command);
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output), List.of());
  }
}

package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Advised;
import io.pitot.agent.programs.WaitsAndRaces;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent in JVMs that are not as most are, and beside other agents. */
class CompatibilityTest {
  private static final String PITOT = "-javaagent:" + AgentJvm.jar();

  @TempDir Path work;

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  static Stream<Path> jdksWithVirtualThreads() {
    return AgentJvm.jdks().stream().skip(1);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void worksTogetherWithByteBuddy(Path jdk) throws Exception {
    Path advised = work.resolve("advised.jar");
    writeByteBuddyAgent(advised);
    // Theirs after ours, so that they find our hooks; the next test has another one before ours.
    AgentJvm.Run run = run(jdk, List.of(PITOT, "-javaagent:" + advised));

    assertTrue(run.output().contains("advised"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void worksTogetherWithJacocoAndByteBuddyBeforeIt(Path jdk) throws Exception {
    Path advised = work.resolve("advised.jar");
    writeByteBuddyAgent(advised);
    Path coverage = work.resolve("coverage.exec");
    String jacoco = "-javaagent:" + onClassPath("org.jacoco.agent") + "=destfile=" + coverage;
    AgentJvm.Run run = run(jdk, List.of("-javaagent:" + advised, jacoco, PITOT));

    assertTrue(run.output().contains("advised"), run.output());
    assertTrue(Files.size(coverage) > 0);
  }

  /** The collectors that not every JDK has; the others are in every build and tested elsewhere. */
  @ParameterizedTest
  @MethodSource("jdks")
  void worksWithRareCollectors(Path jdk) throws Exception {
    for (String collector : List.of("Shenandoah", "Epsilon")) {
      List<String> flags =
          List.of(
              "-XX:+UnlockExperimentalVMOptions", "-XX:+Use" + collector + "GC", "-Xmx1g", PITOT);
      if (isSupported(jdk, flags)) {
        AgentJvm.Run run = run(jdk, flags);
        assertFalse(run.events().isEmpty(), collector);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdksWithVirtualThreads")
  void seesVirtualThreadsWaitAndRace(Path jdk) throws Exception {
    AgentJvm.Run run =
        run(jdk, List.of("-Djdk.virtualThreadScheduler.parallelism=2", PITOT), "virtual");

    // The JDK's own threads may wait in maps of its own.
    List<RecordedEvent> waits =
        run.events("pitot.MapContention").stream().filter(WaitsAndRaces::isOfCount).toList();
    assertFalse(waits.isEmpty());
    for (RecordedEvent wait : waits) {
      assertTrue(wait.getThread().getBoolean("virtual"), wait::toString);
    }
    String racer = run.events("pitot.MapRace").get(0).getString("threadName");
    assertTrue(racer.matches("#[0-9]+"), racer);
  }

  private AgentJvm.Run run(Path jdk, List<String> flags, String... arguments) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, flags, WaitsAndRaces.class, arguments);
    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("waited raced "), run.output());
    assertFalse(run.output().contains("pitot-agent"), run.output());
    return run;
  }

  private boolean isSupported(Path jdk, List<String> flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
    command.addAll(flags);
    command.add("-version");
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("version.out").toFile())
            .start()
            .waitFor()
        == 0;
  }

  private static void writeByteBuddyAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.CLASS_PATH, onClassPath("byte-buddy").toUri().toString());
    attributes.putValue("Premain-Class", Advised.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static Path onClassPath(String artifact) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(path -> path.getFileName().toString().matches(artifact + "-[0-9].*\\.jar"))
        .findFirst()
        .orElseThrow();
  }
}

package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import io.pitot.agent.programs.Endless;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JVM that was not started with the agent. */
class AttachTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path work;

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void comesAndGoesAndComesAgain(Path jdk) throws Exception {
    Process jvm = start(jdk);
    try (BufferedReader output = jvm.inputReader()) {
      awaitReady(output);
      attach(jvm, "");
      await(jdk, jvm, "a wait", events -> count(events, "pitot.MapContention") > 0);
      attach(jvm, "off");
      await(jdk, jvm, "its end", events -> lastState(events).equals("off"));
      // A thread may have been inside a hook; with the hooks in place there would be more always.
      long[] before = {-1};
      await(
          jdk,
          jvm,
          "silence",
          events -> {
            long last = before[0];
            before[0] = count(events, "pitot.");
            return before[0] == last;
          });
      long waits = count(events(jdk, jvm), "pitot.MapContention");
      attach(jvm, "on");
      await(jdk, jvm, "waits again", events -> count(events, "pitot.MapContention") > waits);
      assertTrue(jvm.isAlive());
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Without the word one comes in a minute. */
  @ParameterizedTest
  @MethodSource("jdks")
  void writesTheShapesOfMapsWheneverItIsAskedTo(Path jdk) throws Exception {
    long begun = System.nanoTime();
    Process jvm = start(jdk);
    try (BufferedReader output = jvm.inputReader()) {
      awaitReady(output);
      attach(jvm, "");
      await(jdk, jvm, "a wait", events -> count(events, "pitot.MapContention") > 0);
      for (int i = 0; i < 4; i++) {
        long before = shapes(events(jdk, jvm));
        attach(jvm, "shapes");
        await(jdk, jvm, "a shape", events -> shapes(events) > before);
      }
      long shapes = shapes(events(jdk, jvm));
      long unasked = Duration.ofNanos(System.nanoTime() - begun).toMinutes() + 1;
      assertTrue(shapes > unasked, shapes + " shapes, " + unasked + " of them unasked");
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static Process start(Path jdk) throws IOException {
    return new ProcessBuilder(
            jdk.resolve("bin/java").toString(),
            "-XX:StartFlightRecording",
            "-cp",
            "target/test-classes",
            Endless.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitReady(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (!"ready".equals(line)) {
      // JFR and the JVM speak first.
      assertNotNull(line, "the JVM has ended");
      line = output.readLine();
    }
  }

  private static void attach(Process jvm, String options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(jvm.pid()));
    try {
      machine.loadAgent(AgentJvm.jar().toString(), options);
    } finally {
      machine.detach();
    }
  }

  private void await(Path jdk, Process jvm, String what, Predicate<List<RecordedEvent>> seen)
      throws Exception {
    long begun = System.nanoTime();
    while (!seen.test(events(jdk, jvm))) {
      assertTrue(System.nanoTime() - begun < LIMIT.toNanos(), what);
    }
  }

  /** Those whose names begin so. */
  private static long count(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().startsWith(name)).count();
  }

  /** Of the map for which threads wait. */
  private static long shapes(List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("pitot.MapShape"))
        .filter(event -> event.getLong("size") == 1)
        .count();
  }

  private static String lastState(List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("pitot.AgentStatus"))
        // In the file each thread's events come together.
        .max(Comparator.comparing(RecordedEvent::getStartTime))
        .map(event -> event.getString("state"))
        .orElse("");
  }

  private List<RecordedEvent> events(Path jdk, Process jvm)
      throws IOException, InterruptedException {
    Path dump = work.resolve("dump.jfr");
    Process dumping =
        new ProcessBuilder(
                jdk.resolve("bin/jcmd").toString(),
                String.valueOf(jvm.pid()),
                "JFR.dump",
                "filename=" + dump)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("jcmd.out").toFile())
            .start();
    assertTrue(dumping.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    return RecordingFile.readAllEvents(dump);
  }
}

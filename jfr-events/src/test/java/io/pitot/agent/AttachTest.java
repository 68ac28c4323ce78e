package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import io.pitot.agent.programs.Endless;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
      awaitEvents(jdk, jvm, "pitot.MapContention", Instant.EPOCH);
      Instant asked = Instant.now();
      attach(jvm, "off");
      Instant off = Instant.now();
      assertEquals("off", awaitEvents(jdk, jvm, "pitot.AgentStatus", asked));
      Instant again = Instant.now();
      attach(jvm, "on");
      awaitEvents(jdk, jvm, "pitot.MapContention", again);

      // The recorder's clock and ours differ by some milliseconds; the dump between took longer.
      List<RecordedEvent> between =
          events(jdk, jvm).stream()
              .filter(event -> event.getEventType().getName().startsWith("pitot."))
              .filter(event -> event.getStartTime().isAfter(off.plusMillis(50)))
              .filter(event -> event.getStartTime().isBefore(again.minusMillis(50)))
              .toList();
      assertEquals(List.of(), between);
      assertTrue(jvm.isAlive());
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Without the word one comes in a minute. */
  @ParameterizedTest
  @MethodSource("jdks")
  void writesTheShapesOfMapsWheneverItIsAskedTo(Path jdk) throws Exception {
    Instant begun = Instant.now();
    Process jvm = start(jdk);
    try (BufferedReader output = jvm.inputReader()) {
      awaitReady(output);
      attach(jvm, "");
      awaitEvents(jdk, jvm, "pitot.MapContention", Instant.EPOCH);
      for (int i = 0; i < 4; i++) {
        Instant asked = Instant.now();
        attach(jvm, "shapes");
        awaitEvents(jdk, jvm, "pitot.MapShape", asked);
      }
      long shapes =
          events(jdk, jvm).stream()
              .filter(event -> event.getEventType().getName().equals("pitot.MapShape"))
              .filter(event -> event.getLong("size") == 1)
              .count();
      long unasked = Duration.between(begun, Instant.now()).toMinutes() + 1;
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
    while (!"ready".equals(output.readLine())) {
      // JFR and the JVM speak first.
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

  /** Waits for an event after {@code since}; returns the state of the last status. */
  private String awaitEvents(Path jdk, Process jvm, String name, Instant since) throws Exception {
    Instant end = Instant.now().plus(LIMIT);
    List<RecordedEvent> all = List.of();
    while (Instant.now().isBefore(end)) {
      all = events(jdk, jvm);
      boolean seen =
          all.stream()
              .anyMatch(
                  event ->
                      event.getEventType().getName().equals(name)
                          && event.getStartTime().isAfter(since));
      if (seen) {
        return lastState(all);
      }
    }
    throw new AssertionError("no " + name + " since " + since + " in " + all.size() + " events");
  }

  private static String lastState(List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("pitot.AgentStatus"))
        .reduce((first, second) -> second)
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

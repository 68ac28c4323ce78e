package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.tail.LastMinutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class DrillTest {
  private static final Duration UNDER_A_MILLISECOND = Duration.ofNanos(900_000);

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void theJvmItselfEndsIt(Path javaHome, @TempDir Path folder) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      FoundJvm found = Found.of(jvm);
      new Recorder().establish(found);
      DrillRequest request = new DrillRequest(Duration.ofSeconds(8), List.of(), List.of());
      assertTrue(Drill.start(found, request).isEmpty());
      // Nobody is left who could put anything back: this is all that the JVM needs.
      await(() -> !jvm.jcmd("JFR.check").contains("name=" + Drill.NAME));

      String check = jvm.jcmd("JFR.check", "verbose=true");
      assertTrue(check.contains("name=" + Recorder.NAME), check);
      Set<String> types = new TreeSet<>();
      long shortWaits = 0;
      for (RecordedEvent event : recorded(found, folder)) {
        String type = event.getEventType().getName();
        types.add(type);
        boolean isWait = type.matches("jdk.(ThreadPark|JavaMonitorEnter)");
        shortWaits += isWait && event.getDuration().compareTo(UNDER_A_MILLISECOND) < 0 ? 1 : 0;
      }
      assertTrue(shortWaits > 0, "no wait below the usual threshold: " + types);
    }
  }

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void methodsAreTimedWhereTheJdkCan(Path javaHome, @TempDir Path folder) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      FoundJvm found = Found.of(jvm);
      new Recorder().establish(found);
      List<String> methods = List.of("java.util.concurrent.locks.LockSupport::parkNanos");
      DrillRequest request = new DrillRequest(DrillRequest.LONGEST, methods, methods);
      var refusal = Drill.start(found, request);
      if (found.jdk() < 25) {
        assertEquals("JDK 17 cannot time or trace methods", refusal.orElseThrow().reason());
        return;
      }
      assertTrue(refusal.isEmpty());
      assertEquals(
          "a drill runs in it already", Drill.start(found, request).orElseThrow().reason());
      Set<String> wanted = Set.of("jdk.MethodTiming", "jdk.MethodTrace", "jdk.SafepointLatency");
      await(() -> types(recorded(found, folder)).containsAll(wanted));
      Drill.stop(found);
      String check = jvm.jcmd("JFR.check");
      assertTrue(check.contains("name=" + Recorder.NAME + " "), check);
      assertFalse(check.contains(Drill.NAME), check);
    }
  }

  @Test
  void aJvmThatIsNotRecordedIsLeftAlone() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      DrillRequest request = new DrillRequest(Duration.ofSeconds(5), List.of(), List.of());
      Refusal refusal = Drill.start(Found.of(jvm), request).orElseThrow();
      assertEquals("Pitot does not record it", refusal.reason());
      assertFalse(Path.of("/tmp/.java_pid" + jvm.pid()).toFile().exists());
    }
  }

  @Test
  void whatMakesNoSenseIsNotSentToAJvm() {
    Duration minute = Duration.ofMinutes(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new DrillRequest(Duration.ofHours(1), List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DrillRequest(minute, List.of("a.B::c</setting>"), List.of()));
    new DrillRequest(minute, List.of("a.B$C::<init>", "@a.b.Get"), List.of("a.B"));
  }

  private static List<RecordedEvent> recorded(FoundJvm jvm, Path folder) throws Exception {
    Path file = folder.resolve("drill.jfr");
    assertTrue(LastMinutes.copy(jvm, Duration.ofMinutes(10), file).isPresent());
    return RecordingFile.readAllEvents(file);
  }

  private static Set<String> types(List<RecordedEvent> events) {
    Set<String> types = new TreeSet<>();
    events.forEach(event -> types.add(event.getEventType().getName()));
    return types;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadlineNanos = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadlineNanos, "not within five minutes");
      Thread.sleep(500);
    }
  }
}

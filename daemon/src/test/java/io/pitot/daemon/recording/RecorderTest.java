package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.ProcessFiles;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.ContainedJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.jvm.OtherUser;
import io.pitot.daemon.jvm.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecorderTest {
  private final Recorder recorder = new Recorder();

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void startsOnceAndStops(Path javaHome, @TempDir Path folder) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      FoundJvm found = Found.of(jvm);
      var first = recording(recorder.establish(found));
      assertTrue(first.isStarted());
      assertTrue(new File(first.repository()).isDirectory(), first.repository());
      var second = recording(recorder.establish(found));
      assertFalse(second.isStarted());
      assertEquals(first.repository(), second.repository());

      String check = jvm.jcmd("JFR.check");
      assertEquals(1, count(check, "name=pitot"), check);
      String configuration = jvm.jcmd("JFR.configure");
      assertTrue(configuration.contains("Stack depth: 256"), configuration);

      String cpu = found.jdk() < 25 ? "jdk.ExecutionSample" : "jdk.CPUTimeSample";
      Set<String> sampled = Set.of(cpu, "jdk.ObjectAllocationSample", "jdk.ThreadPark");
      Set<String> events = eventsOnceThereAre(sampled, jvm, folder);
      assertFalse(events.contains("jdk.InitialEnvironmentVariable"), events.toString());

      recorder.stop(found);
      String after = jvm.jcmd("JFR.check");
      assertTrue(after.contains("No available recordings"), after);
      assertEquals(0, leftSettings(jvm), "settings left in /tmp");
    }
  }

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void goesOnWithoutShortParksAndWithThemAgain(Path javaHome) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      FoundJvm found = Found.of(jvm);
      assertTrue(recording(recorder.establish(found)).hasShortParks());
      assertFalse(recorder.recordShortParks(found, false));
      String without = jvm.jcmd("JFR.check", "name=pitot-long-parks", "verbose=true");
      assertTrue(parks(without).contains("threshold=20 ms"), without);
      assertEquals(1, count(jvm.jcmd("JFR.check"), "name=pitot"));

      var resumed = recording(recorder.establish(found));
      assertFalse(resumed.isStarted() || resumed.hasShortParks(), "a daemon that comes later");
      assertTrue(recorder.isRunning(found));
      assertFalse(recorder.recordShortParks(found, false), "once more");

      assertTrue(recorder.recordShortParks(found, true));
      String with = jvm.jcmd("JFR.check", "name=pitot", "verbose=true");
      assertTrue(parks(with).contains("threshold=1 ms"), with);
      assertEquals(1, count(jvm.jcmd("JFR.check"), "name=pitot"));

      recorder.recordShortParks(found, false);
      recorder.stop(found);
      assertFalse(recorder.recordShortParks(found, true), "nothing is recorded");
      String after = jvm.jcmd("JFR.check");
      assertTrue(after.contains("No available recordings"), after);
    }
  }

  private static String parks(String verbose) {
    int at = verbose.indexOf("(jdk.ThreadPark)");
    return at < 0 ? "" : verbose.substring(at, verbose.indexOf(']', at));
  }

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void leavesTheRecordingsOfUsersAlone(Path javaHome) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      jvm.jcmd("JFR.start", "name=mine");
      FoundJvm found = Found.of(jvm);
      recording(recorder.establish(found));
      String both = jvm.jcmd("JFR.check");
      assertTrue(both.contains("name=mine") && both.contains("name=pitot"), both);
      recorder.stop(found);
      String one = jvm.jcmd("JFR.check");
      assertTrue(one.contains("name=mine") && one.contains("(running)"), one);
      assertFalse(one.contains("name=pitot"), one);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+DisableAttachMechanism, -XX:+DisableAttachMechanism",
    "-XX:-FlightRecorder, -XX:-FlightRecorder",
    "-Xrs, -Xrs",
    "-XX:+ReduceSignalUsage, -Xrs"
  })
  void refusesWhatCannotBeRecorded(String option, String reason) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(option)) {
      Refusal refusal = refusal(recorder.establish(Found.of(jvm)));
      assertTrue(refusal.reason().contains(reason), refusal.toString());
      assertFalse(refusal.remedy().isEmpty());
      assertFalse(refusal.mayPass());
      assertTrue(jvm.isAlive());
    }
  }

  @Test
  void refusesAnOldJdk() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      Refusal refusal = refusal(recorder.establish(Found.of(jvm).withJdk(11)));
      assertEquals("it runs on JDK 11, and recording needs 17 or newer", refusal.reason());
    }
  }

  @Test
  void aProcessThatVanishedIsGone() throws Exception {
    FoundJvm found;
    try (ChildJvm jvm = ChildJvm.launch()) {
      found = Found.of(jvm);
    }
    assertInstanceOf(Outcome.Gone.class, recorder.establish(found));
    recorder.stop(found);
  }

  @Test
  void aProcessWithoutHandlerIsNotSignalled() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "3600").start();
    try (ChildJvm jvm = ChildJvm.launch()) {
      int pid = (int) sleep.pid();
      long startTicks = ProcessFiles.of(pid).stat().startTicks();
      FoundJvm mistaken = Found.mistaken(Found.of(jvm), pid, startTicks);
      assertInstanceOf(Outcome.TooYoung.class, recorder.establish(mistaken));
      assertTrue(sleep.isAlive());
    } finally {
      sleep.destroyForcibly().waitFor();
    }
  }

  @Test
  @EnabledIf("io.pitot.daemon.jvm.OtherUser#mayLaunch")
  void recordsTheJvmOfAnotherUser(@TempDir Path folder) throws Exception {
    String classes = OtherUser.readable(folder, Path.of(ChildJvm.testClasses()));
    List<String> command = OtherUser.command("-Xmx64m", "-cp", classes, Program.class.getName());
    try (ChildJvm jvm = ChildJvm.start(command, Map.of())) {
      FoundJvm found = Found.of(jvm);
      assertEquals(OtherUser.UID, found.uid());
      // As a killed JVM of this user leaves it, which had the same process id.
      Path socket = Path.of("/tmp/.java_pid" + jvm.pid());
      Files.deleteIfExists(socket);
      Files.createFile(socket);
      var recording = recording(recorder.establish(found));
      assertEquals(OtherUser.UID, Files.getAttribute(socket, "unix:uid"));
      assertTrue(new File(recording.repository()).isDirectory());
      recorder.stop(found);
    }
  }

  @Test
  @EnabledIf("io.pitot.daemon.jvm.ContainedJvm#mayLaunch")
  void recordsAJvmInOtherNamespaces() throws Exception {
    try (ContainedJvm jvm = ContainedJvm.launch()) {
      FoundJvm found = Found.of(jvm.pid());
      assertEquals(1, found.namespacePid());
      var recording = recording(recorder.establish(found));
      assertFalse(new File(recording.repository()).exists(), "it is in the JVM's own /tmp");
      assertTrue(Files.isDirectory(found.files().seenAs(recording.repository())));
      assertFalse(recording(recorder.establish(found)).isStarted());
      recorder.stop(found);
    }
  }

  private static Set<String> eventsOnceThereAre(Set<String> wanted, ChildJvm jvm, Path folder)
      throws Exception {
    Path file = folder.resolve("dump.jfr");
    Set<String> types = new HashSet<>();
    long deadlineNanos = System.nanoTime() + 300_000_000_000L;
    while (!types.containsAll(wanted)) {
      assertTrue(System.nanoTime() < deadlineNanos, "of " + wanted + " it has only " + types);
      String answer = jvm.jcmd("JFR.dump", "name=pitot", "filename=" + file);
      assertTrue(answer.contains("Dumped recording"), answer);
      try (RecordingFile recording = new RecordingFile(file)) {
        while (recording.hasMoreEvents()) {
          types.add(recording.readEvent().getEventType().getName());
        }
      }
    }
    return types;
  }

  private static long leftSettings(ChildJvm jvm) throws IOException {
    try (var files = Files.list(Path.of("/tmp"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("pitot-" + jvm.pid() + "-"))
          .count();
    }
  }

  private static Outcome.Recording recording(Outcome outcome) {
    return assertInstanceOf(Outcome.Recording.class, outcome, outcome::toString);
  }

  private static Refusal refusal(Outcome outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).refusal();
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }
}

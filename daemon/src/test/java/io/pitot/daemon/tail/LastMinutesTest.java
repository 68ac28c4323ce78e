package io.pitot.daemon.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** What JMC and the JDK itself read from the copy, while the JVM goes on. */
class LastMinutesTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void othersOpenTheCopyAndSeeWhatTheJvmWroteLater(Path javaHome) throws Exception {
    Path file = folder.resolve("last.jfr");
    try (ChildJvm jvm = ChildJvm.launch(javaHome)) {
      FoundJvm found = Found.of(jvm);
      assertInstanceOf(Outcome.Recording.class, new Recorder().establish(found));
      List<RecordedEvent> first = eventsOnceCopied(found, file, "jdk.ThreadPark", 1);
      // A rotation: the copy has a finished chunk and one that is being written.
      jvm.jcmd("JFR.dump", "name=pitot", "filename=" + folder.resolve("user.jfr"));
      List<RecordedEvent> later =
          eventsOnceCopied(found, file, "jdk.ThreadPark", first.size() + 50);

      assertEquals(
          first.get(0).getStartTime(), later.get(0).getStartTime(), "the first event is there");
      long inJmc =
          JfrLoaderToolkit.loadEvents(file.toFile()).stream()
              .mapToLong(a -> a.stream().count())
              .sum();
      assertEquals(RecordingFile.readAllEvents(file).size(), inJmc);
      assertTrue(jvm.isAlive());
      assertEquals(2, files(), "nothing is left beside the copy");
    }
  }

  @Test
  void takesOnlyTheChunksThatHoldTheAskedTime() throws Exception {
    Path file = folder.resolve("last.jfr");
    try (ChildJvm jvm = ChildJvm.launch()) {
      FoundJvm found = Found.of(jvm);
      assertInstanceOf(Outcome.Recording.class, new Recorder().establish(found));
      eventsOnceCopied(found, file, "jdk.ThreadPark", 1);
      Instant rotated = Instant.now();
      jvm.jcmd("JFR.dump", "name=pitot", "filename=" + folder.resolve("user.jfr"));
      long deadlineNanos = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      Optional<LastMinutes.Copied> copied = Optional.empty();
      while (copied.isEmpty() || copied.get().from().isBefore(rotated)) {
        assertTrue(System.nanoTime() < deadlineNanos, "it always copies " + copied);
        copied = LastMinutes.copy(found, Duration.ofSeconds(1), file);
      }
      assertEquals(1, copied.get().chunks());
      assertEquals(Files.size(file), copied.get().sizeBytes());
      assertEquals(0, copied.get().vanishedChunks());
    }
  }

  @Test
  void aJvmThatIsNotRecordedHasNothing() throws Exception {
    Path file = folder.resolve("last.jfr");
    Files.writeString(file, "kept");
    try (ChildJvm jvm = ChildJvm.launch()) {
      assertEquals(Optional.empty(), LastMinutes.copy(Found.of(jvm), LONG, file));
    }
    assertEquals("kept", Files.readString(file));
    assertEquals(1, files());
  }

  private static List<RecordedEvent> eventsOnceCopied(
      FoundJvm jvm, Path file, String type, int atLeast) throws Exception {
    long deadlineNanos = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      if (LastMinutes.copy(jvm, LONG, file).isPresent()) {
        List<RecordedEvent> events =
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .toList();
        if (events.size() >= atLeast) {
          return events;
        }
      }
      assertTrue(System.nanoTime() < deadlineNanos, "no %d events %s".formatted(atLeast, type));
    }
  }

  private long files() throws Exception {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }
}

package io.pitot.daemon.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.ProcessKey;
import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.ContainedJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.RecordingSettings;
import io.pitot.jfr.JfrFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The windows of a real JVM hold exactly the events of its chunks, whatever happens to either. */
@Execution(ExecutionMode.CONCURRENT)
class TailTest {
  private static final LiveViews LIVE = new LiveViews();
  private static final TailRules RULES =
      new TailRules(RequestRules.NONE, new RecordingSettings(Rates.DEFAULT).live());

  @TempDir Path folder;
  private final WindowLog windows = new WindowLog();
  private final Recorder recorder = new Recorder();
  private TailStates states;

  @BeforeEach
  void openStates() throws IOException {
    states = new TailStates(folder);
  }

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void followsRotationsUntilTheJvmExits(Path javaHome) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome);
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      pollUntil(tail, () -> windows.size() >= 1 && hasFlushedAllTypes(kept));
      rotate(tail, jvm, "JFR.dump", "name=pitot", "filename=" + folder.resolve("user.jfr"));
      rotate(tail, jvm, "JFR.start", "name=mine");
      // At its exit a JVM stops one recording after the other, and ours might not be the last.
      rotate(tail, jvm, "JFR.stop", "name=mine");
      kept.keepAll();
      jvm.exit();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertTrue(kept.size() >= 4, "the JVM did not rotate");
      assertAllTypes(kept.countEvents());
      assertEquals(kept.countEvents(), windows.countEvents());
      assertEquals(Map.of(), windows.lostChunks());
      assertEquals(List.of(), states.processes());
    }
  }

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void readsWhatAKilledJvmFlushedAndRemovesWhatItLeft(Path javaHome) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch(javaHome);
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      awaitAllTypes(kept);
      jvm.kill();
      kept.keepAll();
      assertTrue(Files.isDirectory(tail.repositoryPath()));
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertAllTypes(kept.countEvents());
      assertEquals(kept.countEvents(), windows.countEvents());
      assertFalse(Files.exists(tail.repositoryPath()));
    }
  }

  @Test
  void losesAndDoublesNothingOverRestarts() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      int killed = 0;
      int rounds = 0;
      long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (windows.windows() < 3 || killed < 3 || windows.repeated() == 0) {
        try {
          pollFor(tail, 500 + random.nextInt(3_000));
        } catch (KilledException e) {
          killed++;
        }
        if (random.nextInt(3) == 0) {
          LIVE.show(tail.target().identity().id(), Duration.ofSeconds(3));
        }
        assertTrue(
            System.nanoTime() < deadlineNanos,
            () -> "the daemon was not killed often enough, seed " + seed);
        if (rounds++ % 3 == 0) {
          jvm.jcmd("JFR.dump", "name=pitot", "filename=" + folder.resolve("user.jfr"));
        }
        // What is not in the state is forgotten, as by a kill of the daemon.
        tail = tail(jvm.pid(), recorder.establish(Found.of(jvm)), sinkThatKills(random));
      }
      Tail last = tail(jvm.pid(), recorder.establish(Found.of(jvm)), windows);
      pollFor(last, 500);
      kept.keepAll();
      jvm.exit();
      pollUntil(last, () -> last.status().phase() == TailStatus.Phase.ENDED);
      assertEquals(kept.countEvents(), windows.countEvents(), () -> "seed " + seed);
    }
  }

  @Test
  void aTargetThatDiedWhileTheDaemonWasAwayIsReadToItsEnd() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail first = record(jvm);
      pollUntil(first, () -> windows.size() >= 1);
      Path repository = first.repositoryPath();
      first.leave();
      jvm.kill();
      kept.keepAll();
      Tail left = leftBehind(states.processes().get(0)).orElseThrow();
      left.poll();
      assertEquals(TailStatus.Phase.ENDED, left.status().phase());
      assertEquals(kept.countEvents(), windows.countEvents());
      assertFalse(Files.exists(repository));
      assertEquals(List.of(), states.processes());
    }
  }

  /** As when the daemon is killed while it starts a recording, and then the JVM. */
  @Test
  void aTargetThatDiedBeforeAnyoneReadItIsReadToItsEnd() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      FoundJvm found = Found.of(jvm);
      states.intend(found);
      var recording = assertInstanceOf(Outcome.Recording.class, recorder.establish(found));
      awaitAllTypes(kept);
      jvm.kill();
      kept.keepAll();
      Tail left = leftBehind(found.process()).orElseThrow();
      left.poll();
      assertEquals(kept.countEvents(), windows.countEvents());
      assertFalse(Files.exists(Path.of(recording.repository())));

      // Nothing was recorded in this one.
      try (ChildJvm other = ChildJvm.launch()) {
        states.intend(Found.of(other));
      }
      assertEquals(Optional.empty(), leftBehind(states.processes().get(0)));
      assertEquals(List.of(), states.processes());
    }
  }

  private Optional<Tail> leftBehind(ProcessKey process) throws IOException {
    return Tail.leftBehind(process, TailContext.of(new TailStates(folder), windows), RULES);
  }

  @Test
  void aDeletedRepositoryIsFoundAgain() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      pollUntilFlushed(tail);
      Path before = tail.repositoryPath();
      kept.keepAll();
      deleteAll(before);
      pollUntilFlushed(tail);
      rotate(tail, jvm, "JFR.start", "name=mine");
      assertNotEquals(before, tail.repositoryPath());
      pollUntilFlushed(tail);
      rotate(tail, jvm, "JFR.stop", "name=mine");
      kept.keepAll();
      jvm.exit();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertEquals(kept.countEvents(), windows.countEvents());
      assertEquals(Map.of(), windows.lostChunks());
    }
  }

  @Test
  void chunksThatWentWhileTheDaemonWasAwayAreCountedAsLost() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      Tail first = record(jvm);
      pollUntil(first, () -> states.load(first.target().process()).isPresent());
      first.leave();
      deleteAll(first.repositoryPath());
      jvm.jcmd("JFR.start", "name=mine");
      Tail second = tail(jvm.pid(), recorder.establish(Found.of(jvm)), windows);
      pollUntilAllTypesCame(second);
      jvm.exit();
      pollUntil(second, () -> second.status().phase() == TailStatus.Phase.ENDED);
      // At its exit the JVM stopped one recording, and the other in a chunk that nobody saw.
      assertEquals(Map.of("chunk_deleted", 1L, "chunk_unseen", 1L), windows.lostChunks());
      assertAllTypes(windows.countEvents());
    }
  }

  @Test
  void aDamagedChunkIsCountedAndTheNextIsRead() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      Tail tail = record(jvm);
      try (DirectoryStream<Path> chunks = Files.newDirectoryStream(tail.repositoryPath())) {
        Path chunk = chunks.iterator().next();
        awaitSize(chunk, 100_000);
        damage(chunk, 50_000);
      }
      pollFor(tail, 1_500);
      jvm.jcmd("JFR.start", "name=mine");
      pollUntilAllTypesCame(tail);
      jvm.exit();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertEquals(Map.of("chunk_unreadable", 1L, "chunk_unseen", 1L), windows.lostChunks());
      assertAllTypes(windows.countEvents());
    }
  }

  @Test
  void isReadFlushByFlushWhileSomebodyLooks() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      String id = tail.target().identity().id();
      pollUntil(tail, () -> windows.size() >= 1);
      pollUntil(
          tail,
          () -> {
            LIVE.show(id, Duration.ofSeconds(20));
            return windows.mostParts() >= 3;
          });
      kept.keepAll();
      jvm.exit();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertEquals(kept.countEvents(), windows.countEvents());
      assertEquals(0, windows.repeated());
    }
  }

  private static void awaitSize(Path file, long sizeBytes) throws Exception {
    long deadlineNanos = System.nanoTime() + 180_000_000_000L;
    while (Files.size(file) < sizeBytes) {
      assertTrue(System.nanoTime() < deadlineNanos, () -> file + " does not grow");
      Thread.sleep(50);
    }
  }

  private static void damage(Path chunk, long offset) throws IOException {
    try (FileChannel channel = FileChannel.open(chunk, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(20_000), offset);
    }
  }

  @Test
  @EnabledIf("io.pitot.daemon.jvm.ContainedJvm#mayLaunch")
  void aJvmThatWasKilledInOtherNamespacesIsReadToItsEnd() throws Exception {
    try (ContainedJvm jvm = ContainedJvm.launch()) {
      Tail tail = tail(jvm.pid(), recorder.establish(Found.of(jvm.pid())), windows);
      pollUntilAllTypesCame(tail);
      jvm.kill();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertAllTypes(windows.countEvents());
      assertEquals(Map.of(), windows.lostChunks());
    }
  }

  @Test
  void aStoppedRecordingIsHandedOnAndAnotherCountsOn() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      FoundJvm found = Found.of(jvm);
      for (int i = 0; i < 3; i++) {
        Tail tail = tail(jvm.pid(), recorder.establish(found), windows);
        pollUntilFlushed(tail);
        kept.keepAll();
        recorder.stop(found);
        tail.finish();
        assertEquals(TailStatus.Phase.ENDED, tail.status().phase());
      }
      assertEquals(kept.countEvents(), windows.countEvents());
      assertEquals(0, windows.repeated());
    }
  }

  @Test
  void aRecordingThatSomebodyStoppedIsStalled() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      Tail tail = record(jvm);
      pollUntilFlushed(tail);
      kept.keepAll();
      jvm.jcmd("JFR.stop", "name=pitot");
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.STALLED);
      assertInstanceOf(Outcome.Recording.class, recorder.establish(Found.of(jvm)));
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.READING);
      pollUntilFlushed(tail);
      kept.keepAll();
      jvm.exit();
      pollUntil(tail, () -> tail.status().phase() == TailStatus.Phase.ENDED);
      assertEquals(kept.countEvents(), windows.countEvents());
    }
  }

  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Dies half of the times just before, or just after, a window was taken. */
  private WindowSink sinkThatKills(Random random) {
    return (Window window) -> {
      if (random.nextInt(4) == 0) {
        throw new KilledException();
      }
      windows.accept(window);
      if (random.nextInt(3) == 0) {
        throw new KilledException();
      }
    };
  }

  private Tail record(ChildJvm jvm) throws IOException {
    return tail(jvm.pid(), recorder.establish(Found.of(jvm)), windows);
  }

  private Tail tail(int pid, Outcome outcome, WindowSink sink) throws IOException {
    var recording = assertInstanceOf(Outcome.Recording.class, outcome, outcome::toString);
    assertEquals(pid, recording.jvm().pid());
    return Tail.of(
        new TailTarget(
            recording.jvm().identity(),
            recording.jvm().pid(),
            recording.jvm().startTicks(),
            recording.repository(),
            recording.isOnly(),
            recording.startedMillis()),
        new TailContext(new TailStates(folder), sink, LIVE, () -> Detail.ALL, delay -> {}),
        RULES);
  }

  private static void pollFor(Tail tail, long millis) throws Exception {
    long untilNanos = System.nanoTime() + millis * 1_000_000;
    pollUntil(tail, () -> System.nanoTime() > untilNanos);
  }

  /** Until it has read what the JVM flushes from now on. */
  private static void pollUntilFlushed(Tail tail) throws Exception {
    tail.poll();
    long before = tail.status().flushedMillis();
    pollUntil(tail, () -> tail.status().flushedMillis() > before);
  }

  /** Windows come with each flush while somebody looks. */
  private void pollUntilAllTypesCame(Tail tail) throws Exception {
    pollUntil(
        tail,
        () -> {
          LIVE.show(tail.target().identity().id(), Duration.ofSeconds(20));
          return hasAllTypes(windows.countEvents());
        });
  }

  /** Makes the JVM begin another chunk, which is read from then on. */
  private static void rotate(Tail tail, ChildJvm jvm, String... command) throws Exception {
    tail.poll();
    int before = tail.status().chunks();
    jvm.jcmd(command);
    pollUntil(tail, () -> tail.status().chunks() > before);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void pollUntil(Tail tail, Condition condition) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    tail.poll();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadlineNanos, "not within three minutes");
      Thread.sleep(50);
      tail.poll();
    }
  }

  /** Until the JVM has flushed some of each. */
  private static void awaitAllTypes(KeptChunks kept) throws Exception {
    long deadlineNanos = System.nanoTime() + 180_000_000_000L;
    while (!hasFlushedAllTypes(kept)) {
      assertTrue(System.nanoTime() < deadlineNanos, "not all types within three minutes");
      Thread.sleep(100);
    }
  }

  private static boolean hasFlushedAllTypes(KeptChunks kept) throws IOException {
    try {
      return hasAllTypes(kept.countEvents());
    } catch (JfrFormatException nothingIsWrittenYet) {
      return false;
    }
  }

  private static void assertAllTypes(Map<String, Long> counts) {
    assertTrue(hasAllTypes(counts), counts::toString);
  }

  private static boolean hasAllTypes(Map<String, Long> counts) {
    return (counts.containsKey("jdk.ExecutionSample") || counts.containsKey("jdk.CPUTimeSample"))
        && counts
            .keySet()
            .containsAll(
                List.of("jdk.ObjectAllocationSample", "jdk.JavaMonitorEnter", "jdk.ThreadPark"));
  }

  private static void deleteAll(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}

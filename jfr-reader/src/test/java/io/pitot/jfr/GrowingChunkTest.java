package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chunk of another JVM, read at every flush until it is finished, deleted or its JVM killed.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GrowingChunkTest {
  @TempDir Path repository;
  @TempDir Path copies;

  static List<Path> jdks() {
    return ChildJvm.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theUnionOfAllFlushesIsTheFinishedChunk(Path jdk) throws Exception {
    Rows live = new Rows();
    Path chunk;
    Path copy = copies.resolve("finished.jfr");
    try (ChildJvm jvm = start(jdk)) {
      chunk = chunkFile();
      try (ChunkReader reader = ChunkReader.open(chunk, live.handlers())) {
        pollUntilFlushes(reader, 3);
        rotate(jdk, jvm);
        while (reader.poll() != Poll.FINISHED) {
          Thread.onSpinWait();
        }
        Files.copy(chunk, copy);
        assertEquals(Files.size(copy), reader.offset());
      }
    }
    Map<String, Map<String, Integer>> whole = Rows.read(copy).rows();
    assertEquals(whole.keySet(), live.rows().keySet());
    for (String type : whole.keySet()) {
      assertEquals(whole.get(type), live.rows().get(type), type);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aKilledJvmLeavesEverythingUpToItsLastFlush(Path jdk) throws Exception {
    Numbers live = new Numbers();
    Path chunk;
    try (ChildJvm jvm = start(jdk)) {
      chunk = chunkFile();
      try (ChunkReader reader = ChunkReader.open(chunk, live.handlers())) {
        while (live.seen.size() <= 500) {
          pollUntilFlushes(reader, 1);
        }
        jvm.kill();
        Poll last = reader.poll();
        assertTrue(last != Poll.FINISHED, last::toString);
        assertEquals(Poll.NOT_READY, reader.poll());
      }
    }
    Numbers left = new Numbers();
    ReadReport report = Recording.read(chunk, left.handlers());
    assertEquals(1, report.unfinishedChunks());
    assertEquals(List.of(), report.damages());
    assertEquals(live.seen, left.seen);
    assertTrue(left.seen.size() > 500, () -> left.seen.size() + " events");
    assertNoneIsMissing(left.seen);
    Map<String, Map<String, Integer>> agreed = Agreement.on(chunk);
    assertEquals(left.seen.size(), agreed.getOrDefault("test.Numbered", Map.of()).size());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aDeletedChunkIsReadOn(Path jdk) throws Exception {
    Numbers live = new Numbers();
    try (ChildJvm jvm = start(jdk)) {
      Path chunk = chunkFile();
      try (ChunkReader reader = ChunkReader.open(chunk, live.handlers())) {
        pollUntilFlushes(reader, 1);
        Files.delete(chunk);
        int before = live.seen.size();
        pollUntilFlushes(reader, 1);
        assertTrue(live.seen.size() > before);
      }
      assertTrue(jvm.isAlive());
    }
    assertNoneIsMissing(live.seen);
  }

  /** Events do not stand in the order of time, not even those of one thread. */
  private static void assertNoneIsMissing(List<Long> numbers) {
    List<Long> sorted = numbers.stream().sorted().toList();
    for (int i = 0; i < sorted.size(); i++) {
      assertEquals(i, sorted.get(i));
    }
  }

  /** The numbers of the events that the program numbers. */
  private static final class Numbers implements EventHandler {
    final List<Long> seen = new ArrayList<>();
    private @Nullable Field number;

    EventHandlers handlers() {
      return new EventHandlers().on("test.Numbered", this);
    }

    @Override
    public void layout(EventType type) {
      number = type.field("number");
    }

    @Override
    public void event(Event event) {
      seen.add(event.longValue(number));
    }
  }

  private ChildJvm start(Path jdk) throws IOException {
    List<String> options =
        List.of(
            "-XX:+UseSerialGC",
            "-XX:FlightRecorderOptions:repository=" + repository,
            "-XX:StartFlightRecording:settings=profile");
    return ChildJvm.start(jdk, options, "forever");
  }

  private static void pollUntilFlushes(ChunkReader reader, int flushes) throws IOException {
    int seen = 0;
    while (seen < flushes) {
      if (reader.poll() == Poll.ADVANCED) {
        seen++;
      }
      Thread.onSpinWait();
    }
  }

  private static void rotate(Path jdk, ChildJvm jvm) throws Exception {
    String jcmd = jdk.resolve("bin/jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(jvm.pid()), "JFR.start", "name=second")
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
  }

  /** The first chunk in the repository. */
  private Path chunkFile() throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(file -> file.toString().endsWith(".jfr"))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}

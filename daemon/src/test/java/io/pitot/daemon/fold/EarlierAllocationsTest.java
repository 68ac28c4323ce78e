package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.jfr.ChunkReader;
import io.pitot.jfr.Poll;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JVM that had allocated gigabytes before anybody recorded it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EarlierAllocationsTest {
  private static final String SAMPLE = "jdk.ObjectAllocationSample";
  private static final int ENOUGH_SAMPLES = 100;
  private static final int FLUSHES = 3;

  @TempDir Path folder;

  static List<Path> jdks() {
    return Jdks.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatWasAllocatedBeforeTheRecordingIsNotCounted(Path jdk) throws Exception {
    Path file = folder.resolve("attached.jfr");
    try (ChildJvm jvm = launch(jdk)) {
      jvm.jcmd("JFR.start", "name=x", "settings=" + settings(jdk));
      do {
        TimeUnit.MILLISECONDS.sleep(100);
        String said = jvm.jcmd("JFR.dump", "name=x", "filename=" + file);
        assertTrue(said.contains("Dumped recording"), said);
      } while (JmcCounts.of(List.of(file)).bytes(SAMPLE, "weight").size() < ENOUGH_SAMPLES);
    }
    JmcCounts recorded = JmcCounts.of(List.of(file));
    List<Long> weights = recorded.bytes(SAMPLE, "weight");
    long lives = weights.stream().filter(bytes -> bytes > Allocating.BEFORE_BYTES / 2).count();
    assertTrue(lives >= (isOld(jdk) ? 1 : 2), () -> "JFR does not count whole lives: " + weights);

    long least = sum(weights) - sum(recorded.bytes("jdk.ThreadAllocationStatistics", "allocated"));
    long most = sum(weights) - lives * Allocating.BEFORE_BYTES;
    Total folded = folded(file);
    assertEquals(weights.size(), folded.count());
    assertTrue(folded.sum() >= least && folded.sum() <= most, folded + ", " + least + ", " + most);
  }

  /** As after a restart of the daemon: what was taken from a thread's sample is not taken again. */
  @ParameterizedTest
  @MethodSource("jdks")
  void readingOnWithinAChunkCountsTheSame(Path jdk) throws Exception {
    FoldedWindows inTwo = new FoldedWindows();
    FoldedWindows whole = new FoldedWindows();
    try (ChildJvm jvm = launch(jdk, "-XX:FlightRecorderOptions:repository=" + folder)) {
      jvm.jcmd("JFR.start", "settings=" + settings(jdk));
      Path chunk = chunk();
      WindowFold first = new WindowFold(FoldedWindows.TARGET, inTwo);
      WindowFold second = new WindowFold(FoldedWindows.TARGET, inTwo);
      List<Long> flushes = new ArrayList<>();
      readFlushes(ChunkReader.open(chunk, first.handlers()), flushes);
      first.finish();
      long half = flushes.get(flushes.size() - 1);
      try (ChunkReader begin = ChunkReader.open(chunk, second.preludeHandlers())) {
        begin.poll(half);
      }
      readFlushes(ChunkReader.open(chunk, second.handlers(), half), flushes);
      second.finish();

      WindowFold all = new WindowFold(FoldedWindows.TARGET, whole);
      try (ChunkReader reader = ChunkReader.open(chunk, all.handlers())) {
        for (long flush : flushes) {
          reader.poll(flush);
        }
      }
      all.finish();
    }
    assertEquals(total(whole), total(inTwo));
    assertTrue(total(whole).count() > 0);
  }

  /** Adds where each ends. */
  private static void readFlushes(ChunkReader reader, List<Long> ends) throws Exception {
    try (reader) {
      for (int flushes = 0; flushes < FLUSHES; ) {
        if (reader.poll() == Poll.ADVANCED) {
          ends.add(reader.offset());
          flushes++;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  private Path chunk() throws Exception {
    while (true) {
      try (Stream<Path> files = Files.walk(folder)) {
        Optional<Path> chunk = files.filter(file -> file.toString().endsWith(".jfr")).findFirst();
        if (chunk.isPresent()) {
          return chunk.get();
        }
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static ChildJvm launch(Path jdk, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
    // The virtual thread goes on where it has allocated.
    command.add("-Djdk.virtualThreadScheduler.parallelism=1");
    command.add("-Djdk.virtualThreadScheduler.maxPoolSize=1");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", ChildJvm.testClasses(), Allocating.class.getName()));
    return ChildJvm.start(command, Map.of());
  }

  private static Path settings(Path jdk) throws Exception {
    String name = isOld(jdk) ? "settings17.jfc" : "settings25.jfc";
    URL url = WindowFold.class.getResource("/io/pitot/daemon/recording/" + name);
    return Path.of(Objects.requireNonNull(url).toURI());
  }

  private static boolean isOld(Path jdk) {
    return Jdks.jdk25().filter(jdk::equals).isEmpty();
  }

  private static Total folded(Path file) throws IOException {
    FoldedWindows folded = new FoldedWindows();
    WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded);
    Recording.read(file, fold.handlers());
    fold.finish();
    return total(folded);
  }

  private static Total total(FoldedWindows folded) {
    return folded.bySource(SAMPLE).values().stream().reduce(new Total(0, 0), Total::plus);
  }

  private static long sum(List<Long> bytes) {
    return bytes.stream().mapToLong(Long::longValue).sum();
  }
}

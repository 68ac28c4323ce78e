package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event that a JVM wrote is in the windows, whichever way they were read: folded while the
 * JVM ran, folded from the files it left when it was killed, and read by JDK Mission Control.
 */
class ConservationTest {
  private static final Duration LEAST_PER_CHUNK = Duration.ofSeconds(2);
  private static final Duration MOST_PER_CHUNK = Duration.ofMinutes(5);

  /**
   * One recording.
   *
   * @param settings as behind {@code -XX:StartFlightRecording:}
   * @param cpu the event type that makes the profile type {@code cpu}
   * @param drilled the event types that only drills record
   */
  record Case(String name, Path jdk, String settings, String cpu, Set<String> drilled) {
    Case(String name, Path jdk, String settings, String cpu) {
      this(name, jdk, settings, cpu, Set.of());
    }

    @Override
    public String toString() {
      return name;
    }

    /** The event types that make rows. */
    Set<String> sources() {
      Set<String> sources = new TreeSet<>(drilled);
      sources.add(cpu);
      sources.addAll(
          List.of(
              "jdk.ObjectAllocationSample",
              "jdk.JavaMonitorEnter",
              "jdk.ThreadPark",
              "pitot.MapContention",
              "pitot.MapResize"));
      return sources;
    }

    /** Those of which is told how each frame ran. */
    List<String> sampled() {
      return List.of(cpu, "jdk.ObjectAllocationSample");
    }
  }

  static Stream<Case> cases() {
    Path jdk = Jdks.current();
    Stream<Case> current =
        Stream.of(new Case("17", jdk, settings("settings17.jfc"), "jdk.ExecutionSample"));
    String execution = "+jdk.ExecutionSample#enabled=true,+jdk.ExecutionSample#period=20ms";
    String drill =
        "+jdk.SafepointLatency#enabled=true,+jdk.SafepointLatency#threshold=0ms,"
            + "+jdk.MethodTrace#enabled=true,+jdk.MethodTrace#threshold=0ms,"
            + "+jdk.MethodTrace#filter="
            + Workload.class.getName()
            + "::enterMonitor";
    Stream<Case> newer =
        Jdks.jdk25().stream()
            .flatMap(
                jdk25 ->
                    Stream.of(
                        new Case("25", jdk25, settings("settings25.jfc"), "jdk.CPUTimeSample"),
                        new Case(
                            "25 without CPU time samples",
                            jdk25,
                            settings("settings17.jfc"),
                            "jdk.ExecutionSample"),
                        new Case(
                            "25 with both",
                            jdk25,
                            settings("settings25.jfc") + "," + execution,
                            "jdk.CPUTimeSample"),
                        new Case(
                            "25 as in a drill",
                            jdk25,
                            settings("settings25.jfc") + "," + drill,
                            "jdk.CPUTimeSample",
                            Set.of("jdk.SafepointLatency", "jdk.MethodTrace"))));
    return Stream.concat(current, newer);
  }

  @TempDir Path repository;
  @TempDir Path elsewhere;

  @ParameterizedTest
  @MethodSource("cases")
  void countsAndSumsEqualThoseOfMissionControl(Case recorded) throws Exception {
    FoldedWindows live = new FoldedWindows();
    WindowFold liveFold = new WindowFold(FoldedWindows.TARGET, live);
    List<Path> chunks;
    try (LiveFollower follower = new LiveFollower(repository, liveFold);
        ChildJvm jvm = launch(recorded)) {
      followUntilAllIsIn(follower, 0, recorded);
      jvm.jcmd("JFR.dump", "filename=" + elsewhere.resolve("rotates-the-chunk.jfr"));
      followUntilAllIsIn(follower, 1, recorded);
      jvm.kill();
      follower.poll();
      liveFold.finish();
      assertTrue(follower.finishedChunks() > 0, "no chunk was finished");
      chunks = follower.chunks();
    }
    FoldedWindows offline = fold(chunks);

    JmcCounts jmc = JmcCounts.of(chunks);
    for (FoldedWindows folded : List.of(live, offline)) {
      assertSame(jmc.samples(recorded.cpu()), folded.bySource(recorded.cpu()), "cpu");
      assertSame(
          jmc.weights("jdk.ObjectAllocationSample", "weight", "objectClass"),
          folded.bySource("jdk.ObjectAllocationSample"),
          "alloc");
      assertSame(
          jmc.durations("jdk.JavaMonitorEnter", "monitorClass"),
          folded.bySource("jdk.JavaMonitorEnter"),
          "lock");
      assertSame(
          jmc.durations("jdk.ThreadPark", "parkedClass"),
          folded.bySource("jdk.ThreadPark"),
          "park");
      assertSame(
          jmc.durationsOfText("pitot.MapContention", "mapClass"),
          folded.bySource("pitot.MapContention"),
          "map_contention");
      assertSame(
          jmc.durationsOfText("pitot.MapResize", "mapClass"),
          folded.bySource("pitot.MapResize"),
          "map_resize");
      for (String source : recorded.drilled()) {
        assertSame(jmc.durations(source), folded.bySource(source), source);
      }
      for (String source : recorded.sampled()) {
        assertFrames(jmc.kinds(source), folded.kindsBySource(source), source);
      }
      assertEquals(recorded.sources(), folded.sources());
    }
  }

  private ChildJvm launch(Case recorded) throws IOException {
    return ChildJvm.start(
        List.of(
            recorded.jdk().resolve("bin/java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:FlightRecorderOptions:repository=" + repository,
            // What was allocated before is EarlierAllocationsTest's.
            "-XX:StartFlightRecording:disk=true,flush-interval=1s,"
                + "jdk.ThreadAllocationStatistics#enabled=false,"
                + recorded.settings(),
            "-Xlog:jfr*=error",
            "-cp",
            ChildJvm.testClasses(),
            Workload.class.getName()),
        Map.of());
  }

  /** For a while, and for as long as the JVM needs to flush some of everything to the chunk. */
  private static void followUntilAllIsIn(LiveFollower follower, int chunk, Case recorded)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      follower.poll();
      long nanos = System.nanoTime() - startNanos;
      if (nanos > LEAST_PER_CHUNK.toNanos() && isAllIn(follower.chunks(), chunk, recorded)) {
        return;
      }
      assertTrue(nanos < MOST_PER_CHUNK.toNanos(), () -> recorded + ": not all is recorded");
      Thread.sleep(100);
    }
  }

  private static boolean isAllIn(List<Path> chunks, int chunk, Case recorded) throws IOException {
    if (chunks.size() <= chunk) {
      return false;
    }
    try {
      FoldedWindows flushed = fold(List.of(chunks.get(chunk)));
      return flushed.sources().containsAll(recorded.sources())
          && recorded.sampled().stream()
              .allMatch(source -> hasInlined(flushed.kindsBySource(source)));
    } catch (JfrFormatException nothingIsFlushedYet) {
      return false;
    }
  }

  private static FoldedWindows fold(List<Path> chunks) throws IOException {
    FoldedWindows folded = new FoldedWindows();
    WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded);
    for (Path chunk : chunks) {
      Recording.read(chunk, fold.handlers());
    }
    fold.finish();
    return folded;
  }

  private static String settings(String name) {
    try {
      URL url = WindowFold.class.getResource("/io/pitot/daemon/recording/" + name);
      return "settings=" + Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertSame(
      Map<String, Total> expected, Map<String, Total> actual, String type) {
    assertFalse(expected.isEmpty(), "no events of type " + type);
    assertEquals(lines(expected), lines(asMissionControlShows(actual)), type);
  }

  private static void assertFrames(
      Map<String, Long> expected, Map<String, Long> actual, String source) {
    assertTrue(hasInlined(expected), source);
    assertEquals(frameLines(expected), frameLines(actual), source);
  }

  private static boolean hasInlined(Map<String, Long> frames) {
    return frames.keySet().stream().anyMatch(frame -> frame.startsWith("inlined;"));
  }

  private static String frameLines(Map<String, Long> frames) {
    return frames.entrySet().stream()
        .map(frame -> frame.getKey() + " " + frame.getValue())
        .collect(Collectors.joining("\n"));
  }

  /**
   * Right after a rotation an event may name a stack that only the chunk before holds. Mission
   * Control shows such an event without a stack, Pitot as unresolved: the same events either way.
   */
  private static Map<String, Total> asMissionControlShows(Map<String, Total> folded) {
    Map<String, Total> shown = new TreeMap<>();
    folded.forEach(
        (stack, total) ->
            shown.merge(
                stack.replace(StackNames.UNRESOLVED, StackNames.NO_STACK), total, Total::plus));
    return shown;
  }

  /** As text, so that a failure shows the lines that differ. */
  private static String lines(Map<String, Total> totals) {
    StringBuilder lines = new StringBuilder();
    totals.forEach(
        (stack, total) ->
            lines
                .append(stack)
                .append(' ')
                .append(total.count())
                .append(' ')
                .append(total.sum())
                .append('\n'));
    return lines.toString();
  }
}

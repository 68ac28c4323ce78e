package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
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
  private static final long RUN_SECONDS = 4;

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

  @ParameterizedTest
  @MethodSource("cases")
  void countsAndSumsEqualThoseOfMissionControl(Case recorded) throws Exception {
    FoldedWindows live = new FoldedWindows();
    WindowFold liveFold = new WindowFold(FoldedWindows.TARGET, live);
    List<Path> chunks;
    try (LiveFollower follower = new LiveFollower(repository, liveFold);
        ChildJvm jvm = launch(recorded)) {
      follow(follower, RUN_SECONDS / 2);
      jvm.jcmd("JFR.dump", "filename=" + repository.resolveSibling("rotates-the-chunk.jfr"));
      follow(follower, RUN_SECONDS / 2);
      jvm.kill();
      follower.poll();
      liveFold.finish();
      assertTrue(follower.finishedChunks() > 0, "no chunk was finished");
      chunks = follower.chunks();
    }
    FoldedWindows offline = new FoldedWindows();
    WindowFold offlineFold = new WindowFold(FoldedWindows.TARGET, offline);
    for (Path chunk : chunks) {
      Recording.read(chunk, offlineFold.handlers());
    }
    offlineFold.finish();

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
      for (String source : List.of(recorded.cpu(), "jdk.ObjectAllocationSample")) {
        assertFrames(jmc.kinds(source), folded.kindsBySource(source), source);
      }
      Set<String> sources = new TreeSet<>(recorded.drilled());
      sources.add(recorded.cpu());
      sources.addAll(
          List.of(
              "jdk.ObjectAllocationSample",
              "jdk.JavaMonitorEnter",
              "jdk.ThreadPark",
              "pitot.MapContention",
              "pitot.MapResize"));
      assertEquals(sources, folded.sources());
    }
  }

  private ChildJvm launch(Case recorded) throws IOException {
    return ChildJvm.start(
        List.of(
            recorded.jdk().resolve("bin/java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:FlightRecorderOptions:repository=" + repository,
            "-XX:StartFlightRecording:disk=true,flush-interval=1s," + recorded.settings(),
            "-Xlog:jfr*=error",
            "-cp",
            ChildJvm.testClasses(),
            Workload.class.getName()),
        Map.of());
  }

  private static void follow(LiveFollower follower, long seconds)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() - end < 0) {
      follower.poll();
      Thread.sleep(100);
    }
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
    assertTrue(expected.keySet().stream().anyMatch(frame -> frame.startsWith("inlined;")), source);
    assertEquals(frameLines(expected), frameLines(actual), source);
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

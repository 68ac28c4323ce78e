package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.fold.Intervals.LockSum;
import io.pitot.daemon.fold.Intervals.Pause;
import io.pitot.daemon.fold.Intervals.Wait;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.jfr.Recording;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Waits and pauses of a real JVM against a join that looks at each wait and each pause as the JDK's
 * own reader tells them.
 */
class IntervalsTest {
  /** Both readers cut or round each span to a nanosecond. */
  private static final long NANOS_PER_SPAN = 2;

  @TempDir Path directory;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void waitsAreExactAndNetOfPauses(Path jdk) throws Exception {
    Path file = record(jdk);
    FoldedWindows folded = new FoldedWindows();
    WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded);
    Recording.read(file, fold.handlers());
    fold.finish();
    RecordedStalls recorded = RecordedStalls.of(file);
    assertTrue(recorded.pauses().size() > 20, () -> recorded.pauses().size() + " pauses");

    Map<String, RecordedStalls.Sum> expected = recorded.sums();
    Map<String, RecordedStalls.Sum> actual = sums(folded);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (event, sum) -> {
          RecordedStalls.Sum other = Objects.requireNonNull(actual.get(event), event);
          long tolerance = NANOS_PER_SPAN * (sum.count() + recorded.pauses().size());
          assertEquals(sum.count(), other.count(), event);
          assertNear(sum.nanos(), other.nanos(), tolerance, event);
          assertNear(sum.gcNanos(), other.gcNanos(), tolerance, event + " in GC pauses");
          assertNear(sum.safepointNanos(), other.safepointNanos(), tolerance, event + " stopped");
          assertTrue(sum.gcNanos() > 0, event + " never waited while the JVM collected");
        });
    assertKinds(folded);
    assertPauses(recorded, folded);
    assertSingleWaits(recorded, folded);
    assertVitals(folded);
  }

  private Path record(Path jdk) throws Exception {
    Path file = directory.resolve("stalls.jfr");
    String settings = Jdks.current().equals(jdk) ? "settings17.jfc" : "settings25.jfc";
    Process process =
        new ProcessBuilder(
                jdk.resolve("bin/java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:StartFlightRecording:settings="
                    + Path.of(
                        Objects.requireNonNull(
                                WindowFold.class.getResource(
                                    "/io/pitot/daemon/recording/" + settings))
                            .toURI())
                    + ",+jdk.JavaThreadStatistics#period=1s,+jdk.CPULoad#period=1s,filename="
                    + file,
                "-Xlog:jfr*=error",
                "-cp",
                ChildJvm.testClasses(),
                Stalls.class.getName(),
                "40")
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    return file;
  }

  private static Map<String, RecordedStalls.Sum> sums(FoldedWindows folded) {
    Map<String, RecordedStalls.Sum> sums = new TreeMap<>();
    for (Window window : folded.windows()) {
      for (LockSum lock : window.intervals().locks()) {
        long counted = Stream.of(lock.bucketCounts()).flatMapToLong(java.util.Arrays::stream).sum();
        assertEquals(lock.count(), counted, "a histogram");
        sums.merge(
            place(lock.kind()),
            new RecordedStalls.Sum(
                lock.count(), lock.totalNanos(), lock.gcNanos(), lock.safepointNanos()),
            RecordedStalls.Sum::plus);
      }
    }
    return sums;
  }

  private static String place(String kind) {
    return switch (kind) {
      case "monitor", "class_loading" -> "at monitors";
      default -> "others";
    };
  }

  private static void assertKinds(FoldedWindows folded) {
    Map<String, Set<String>> kinds = new TreeMap<>();
    for (Window window : folded.windows()) {
      for (LockSum lock : window.intervals().locks()) {
        String stack = WindowText.stack(window, lock.node());
        Stream.of("AtMonitor", "AtLock", "AtPool", "AtSemaphore", "AtQueue", "Sleeper")
            .filter(name -> stack.contains("Stalls$" + name + ".run"))
            // The queues have a lock inside, which is waited for as such now and then.
            .filter(name -> !lock.kind().equals("lock") || name.equals("AtLock"))
            // A class that another thread loads or initialises meanwhile is waited for.
            .filter(name -> !Set.of("object_wait", "class_loading").contains(lock.kind()))
            .forEach(name -> kinds.computeIfAbsent(name, n -> new TreeSet<>()).add(lock.kind()));
        if (stack.contains("ThreadPoolExecutor.getTask")) {
          kinds.computeIfAbsent("worker", n -> new TreeSet<>()).add(lock.kind());
        }
        if (stack.contains("FutureTask.get")) {
          kinds.computeIfAbsent("caller", n -> new TreeSet<>()).add(lock.kind());
        }
      }
    }
    assertEquals(
        Map.of(
            "AtMonitor", Set.of("monitor"),
            "AtLock", Set.of("lock"),
            "AtPool", Set.of("pool"),
            "AtSemaphore", Set.of("pool"),
            "AtQueue", Set.of("queue"),
            "Sleeper", Set.of("sleep"),
            "worker", Set.of("idle"),
            "caller", Set.of("future")),
        kinds);
  }

  private static void assertPauses(RecordedStalls recorded, FoldedWindows folded) {
    List<Pause> pauses = new ArrayList<>();
    folded.windows().forEach(window -> pauses.addAll(window.intervals().pauses()));
    assertEquals(
        recorded.pauses().stream().map(RecordedStalls.Span::startNanos).sorted().toList(),
        pauses.stream().map(Pause::startNanos).sorted().toList());
    assertNear(
        recorded.pauses().stream().mapToLong(RecordedStalls.Span::nanos).sum(),
        pauses.stream().mapToLong(Pause::durationNanos).sum(),
        NANOS_PER_SPAN * pauses.size(),
        "pauses");
    assertEquals(
        recorded.collections().size(),
        pauses.stream().filter(pause -> pause.kind().equals("gc")).count());
    assertTrue(
        pauses.stream()
            .filter(pause -> pause.cause().equals("System.gc()"))
            .allMatch(pause -> pause.kind().equals("gc") && pause.name().equals("SerialOld")));
    assertTrue(pauses.stream().anyMatch(pause -> pause.cause().equals("System.gc()")));
  }

  private static void assertSingleWaits(RecordedStalls recorded, FoldedWindows folded) {
    Map<String, RecordedStalls.JoinedWait> byStart =
        recorded.waits().stream()
            .collect(
                Collectors.toMap(
                    wait -> wait.span().startNanos() + " " + wait.thread(), wait -> wait));
    int seen = 0;
    for (Window window : folded.windows()) {
      for (Wait wait : window.intervals().waits()) {
        RecordedStalls.JoinedWait other =
            Objects.requireNonNull(
                byStart.get(wait.startNanos() + " " + wait.thread()),
                () -> "no such wait: " + wait);
        assertNear(other.sum().nanos(), wait.durationNanos(), NANOS_PER_SPAN, "a wait");
        assertNear(other.sum().gcNanos(), wait.gcNanos(), 20 * NANOS_PER_SPAN, "a wait");
        assertNear(
            other.sum().safepointNanos(), wait.safepointNanos(), 20 * NANOS_PER_SPAN, "a wait");
        assertEquals(other.owner(), wait.owner());
        seen++;
      }
    }
    assertTrue(seen > 100, "single waits: " + seen);
  }

  private static void assertNear(long expected, long actual, long tolerance, String what) {
    assertTrue(
        Math.abs(actual - expected) <= tolerance,
        () -> "%s: expected %d +- %d, got %d".formatted(what, expected, tolerance, actual));
  }

  private static void assertVitals(FoldedWindows folded) {
    Set<String> names = new TreeSet<>();
    for (Window window : folded.windows()) {
      window.intervals().vitals().forEach(vital -> names.add(vital.name()));
    }
    assertTrue(
        names.containsAll(
            Set.of("threads", "cpu_jvm_user_ppm", "heap_used_bytes", "metaspace_used_bytes")),
        names::toString);
  }
}

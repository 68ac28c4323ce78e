package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.fold.Intervals.LockSum;
import io.pitot.jfr.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.flightrecorder.writer.api.Recordings;
import org.openjdk.jmc.flightrecorder.writer.api.Type;
import org.openjdk.jmc.flightrecorder.writer.api.Types;

/** A thread that stands still because memory or the container's CPU is used up. */
class StallEventsTest {
  private static final int STALLS = 3;
  private static final long STALL_NANOS = 2_000_000;

  @Test
  void standBesideLocksAndAreNone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("stalls.jfr");
    write(file);
    FoldedWindows folded = new FoldedWindows();
    WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded);
    Recording.read(file, fold.handlers());
    fold.finish();

    List<LockSum> waits =
        folded.windows().stream().flatMap(w -> w.intervals().locks().stream()).toList();
    assertEquals(Set.of("gc_stall"), waits.stream().map(LockSum::kind).collect(Collectors.toSet()));
    assertEquals(STALLS, waits.stream().mapToLong(LockSum::count).sum());
    assertEquals(STALLS * STALL_NANOS, waits.stream().mapToLong(LockSum::totalNanos).sum());
    Map<String, Long> vitals = new TreeMap<>();
    for (Window window : folded.windows()) {
      window.intervals().vitals().forEach(vital -> vitals.put(vital.name(), vital.last()));
    }
    assertEquals(
        Map.of(
            "container_slices", 100L,
            "container_throttled_slices", 40L,
            "container_throttled_nanos", 3_000_000_000L),
        vitals);
  }

  /** As the Z collector does, and a JVM in a container with a limit. */
  private static void write(Path file) throws Exception {
    try (var recording = Recordings.newRecording(file)) {
      Type stall =
          recording.registerEventType(
              "jdk.ZAllocationStall",
              event ->
                  event
                      .addField("duration", Types.Builtin.LONG)
                      .addField("size", Types.Builtin.LONG));
      for (int i = 1; i <= STALLS; i++) {
        long startTicks = i * 10L * STALL_NANOS;
        recording.writeEvent(
            stall.asValue(
                event ->
                    event
                        .putField("startTime", startTicks)
                        .putField("duration", STALL_NANOS)
                        .putField("size", 2_097_152L)));
      }
      Type throttling =
          recording.registerEventType(
              "jdk.ContainerCPUThrottling",
              event ->
                  event
                      .addField("cpuElapsedSlices", Types.Builtin.LONG)
                      .addField("cpuThrottledSlices", Types.Builtin.LONG)
                      .addField("cpuThrottledTime", Types.Builtin.LONG));
      recording.writeEvent(
          throttling.asValue(
              event ->
                  event
                      .putField("startTime", STALL_NANOS)
                      .putField("cpuElapsedSlices", 100L)
                      .putField("cpuThrottledSlices", 40L)
                      .putField("cpuThrottledTime", 3_000_000_000L)));
    }
  }
}

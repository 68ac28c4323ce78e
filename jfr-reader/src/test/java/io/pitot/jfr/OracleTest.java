package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of real JVMs give the same events here as in JDK Mission Control, field by field. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OracleTest {
  @TempDir Path folder;

  static Stream<Arguments> jvms() {
    return ChildJvm.jdks().stream()
        .flatMap(
            jdk -> Stream.of("Serial", "Parallel", "G1", "Z").map(gc -> Arguments.of(jdk, gc)));
  }

  @ParameterizedTest
  @MethodSource("jvms")
  void readsWhatMissionControlReads(Path jdk, String collector) throws Exception {
    Path file = folder.resolve("recording.jfr");
    List<String> options =
        List.of(
            "-XX:+Use" + collector + "GC",
            // A JDK that has no such event says so and goes on.
            "-XX:StartFlightRecording=settings=profile,jdk.CPUTimeSample#enabled=true,filename="
                + file);
    try (ChildJvm jvm = ChildJvm.start(jdk, options, "3")) {
      jvm.awaitEnd();
    }
    Map<String, Map<String, Integer>> ours = Agreement.on(file);
    assertEquals(1500, sum(ours.getOrDefault("test.Everything", Map.of())));
    assertTrue(ours.containsKey("jdk.ObjectAllocationSample"), ours.keySet()::toString);
    if (!jdk.equals(ChildJvm.jdks().get(0))) {
      assertTrue(ours.containsKey("jdk.CPUTimeSample"), ours.keySet()::toString);
      assertTrue(virtualThreads(file) > 0);
    }
  }

  private static int virtualThreads(Path file) throws Exception {
    Set<Long> ids = new HashSet<>();
    Set<Long> virtual = new HashSet<>();
    EventHandlers handlers = new EventHandlers().onOthers(event -> ids.add(event.threadId()));
    handlers.onChunk(
        new ChunkHandler() {
          @Override
          public void flushed(ChunkHeader header, Constants constants) {
            for (long id : ids) {
              RecordedThread thread = constants.thread(id);
              if (thread != null && thread.virtual()) {
                virtual.add(id);
              }
            }
            ids.clear();
          }
        });
    Recording.read(file, handlers);
    return virtual.size();
  }

  private static int sum(Map<String, Integer> rows) {
    return rows.values().stream().mapToInt(Integer::intValue).sum();
  }
}

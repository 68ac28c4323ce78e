package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of real JVMs give the same events here as in JDK Mission Control, field by field. */
@Timeout(120)
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
            "-XX:StartFlightRecording=settings=profile,filename=" + file);
    try (ChildJvm jvm = ChildJvm.start(jdk, options, "3")) {
      jvm.awaitEnd();
    }
    Map<String, Map<String, Integer>> ours = Agreement.on(file);
    assertEquals(1500, sum(ours.getOrDefault("test.Everything", Map.of())));
    assertTrue(ours.containsKey("jdk.ObjectAllocationSample"), ours.keySet()::toString);
  }

  private static int sum(Map<String, Integer> rows) {
    return rows.values().stream().mapToInt(Integer::intValue).sum();
  }
}

package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    Rows rows = Rows.read(file);
    Map<String, Map<String, Integer>> ours = rows.rows();
    Map<String, Map<String, Integer>> theirs = MissionControl.read(file, rows);
    assertEquals(theirs.keySet(), ours.keySet());
    for (String type : theirs.keySet()) {
      assertEquals("", difference(rows(theirs, type), rows(ours, type)), type);
    }
    assertEquals(1500, sum(rows(ours, "test.Everything")));
    assertTrue(ours.containsKey("jdk.ObjectAllocationSample"), ours.keySet()::toString);
  }

  private static Map<String, Integer> rows(Map<String, Map<String, Integer>> byType, String type) {
    return byType.getOrDefault(type, Map.of());
  }

  private static int sum(Map<String, Integer> rows) {
    return rows.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The first rows that only one side has, or has more often. */
  private static String difference(Map<String, Integer> theirs, Map<String, Integer> ours) {
    Map<String, Integer> missing = new TreeMap<>(theirs);
    Map<String, Integer> added = new TreeMap<>();
    ours.forEach((row, count) -> subtract(row, count, missing, added));
    // An event may name a stack that only the chunk before holds. Mission Control does not look
    // there and shows none: its fault.
    Map.copyOf(added)
        .forEach(
            (row, count) -> {
              String stackless = row.replaceFirst("stackTrace=\\S+", "stackTrace=null");
              if (count.equals(missing.get(stackless))) {
                missing.remove(stackless);
                added.remove(row);
              }
            });
    return Stream.concat(
            missing.keySet().stream().limit(3).map(row -> "JMC:  " + row),
            added.keySet().stream().limit(3).map(row -> "ours: " + row))
        .collect(Collectors.joining("\n"));
  }

  private static void subtract(
      String row, int count, Map<String, Integer> from, Map<String, Integer> otherwise) {
    int left = from.getOrDefault(row, 0) - count;
    from.remove(row);
    if (left > 0) {
      from.put(row, left);
    } else if (left < 0) {
      otherwise.put(row, -left);
    }
  }
}

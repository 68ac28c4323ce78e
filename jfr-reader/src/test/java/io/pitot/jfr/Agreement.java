package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** That this reader and JDK Mission Control see the same events in a recording. */
final class Agreement {
  private Agreement() {}

  /** Compares all events field by field and returns them by type. */
  static Map<String, Map<String, Integer>> on(Path file) throws Exception {
    Rows rows = Rows.read(file);
    Map<String, Map<String, Integer>> ours = rows.rows();
    Map<String, Map<String, Integer>> theirs = MissionControl.read(file, rows);
    assertEquals(theirs.keySet(), ours.keySet());
    for (String type : theirs.keySet()) {
      assertEquals("", difference(rows(theirs, type), rows(ours, type)), type);
    }
    return ours;
  }

  private static Map<String, Integer> rows(Map<String, Map<String, Integer>> byType, String type) {
    return byType.getOrDefault(type, Map.of());
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

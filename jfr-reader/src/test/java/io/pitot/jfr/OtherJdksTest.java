package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of JDKs that the build does not have; their README says how they were made. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OtherJdksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"jdk11, 0, jdk.ObjectAllocationInNewTLAB", "jdk21, 1, jdk.ObjectAllocationSample"})
  void readsWhatMissionControlReads(String name, int minorVersion, String allocation)
      throws Exception {
    Path file = unpack(name);
    Map<String, Map<String, Integer>> events = Agreement.on(file);
    assertEquals(500, count(events, "test.Everything"));
    assertEquals(500, count(events, "test.Numbered"));
    assertTrue(count(events, allocation) > 0, events.keySet()::toString);
    assertTrue(count(events, "jdk.ExecutionSample") > 0, events.keySet()::toString);
    assertTrue(anyRow(events, "Workload.recurse:"));
    assertTrue(anyRow(events, "[truncated]"));
    assertEquals(3, chunks(file, minorVersion));
  }

  private static int chunks(Path file, int minorVersion) throws Exception {
    ChunkHandler version =
        new ChunkHandler() {
          @Override
          public void started(ChunkHeader header) {
            assertEquals(2, header.majorVersion());
            assertEquals(minorVersion, header.minorVersion());
          }
        };
    return Recording.read(file, new EventHandlers().onChunk(version)).chunks();
  }

  private static boolean anyRow(Map<String, Map<String, Integer>> events, String part) {
    return events.values().stream()
        .anyMatch(rows -> rows.keySet().stream().anyMatch(row -> row.contains(part)));
  }

  private Path unpack(String name) throws Exception {
    Path file = folder.resolve(name + ".jfr");
    String resource = "/recordings/" + name + ".jfr.gz";
    try (InputStream packed =
            Objects.requireNonNull(OtherJdksTest.class.getResourceAsStream(resource), resource);
        InputStream bytes = new GZIPInputStream(packed)) {
      Files.copy(bytes, file);
    }
    return file;
  }

  private static int count(Map<String, Map<String, Integer>> events, String type) {
    return events.getOrDefault(type, Map.of()).values().stream().mapToInt(n -> n).sum();
  }
}

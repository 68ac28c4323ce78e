package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recordings of the healthy and of the faulty shop, compared without a collector. */
class FilesDiffTest {
  private static final int SECONDS = 40;
  private static final int LIMIT_MINUTES = 5;
  private static final Path JARS = Path.of("shop", "target");

  @TempDir Path directory;

  @Test
  void namesTheMapOfTheFaultyReleaseAndGivesNoVerdictOnOneJvmOfEach() throws Exception {
    record();
    for (int jdk : Jdks.all().keySet()) {
      JsonNode diff = diff(file(jdk, "1.0"), file(jdk, "1.1"));
      JsonNode finding = diff.path("findings").path(0);

      assertEquals("INCONCLUSIVE", diff.path("verdict").asString());
      assertEquals(Integer.toString(jdk), diff.path("jdk").asString());
      assertEquals("regression", finding.path("kind").asString(), diff.path("reason").asString());
      assertEquals("map_allocation", finding.path("class").asString());
      assertTrue(
          finding.path("applicationFrame").asString().endsWith("PriceList.forRequest"),
          finding.path("applicationFrame").asString());
      assertTrue(
          finding.path("evidence").toString().contains("stretches of time as replicates): +"),
          finding.path("evidence").toString());
      assertTrue(finding.path("cost").path("candidate").asDouble() > 0);
    }
    if (Jdks.all().size() > 1) {
      List<Integer> jdks = new ArrayList<>(Jdks.all().keySet());
      Pitot.Ended across = run(file(jdks.get(0), "1.0"), file(jdks.get(1), "1.1"));
      assertEquals(4, across.exitCode());
      assertTrue(across.err().contains("different JDKs"), across.err());
    }
  }

  private static JsonNode diff(Path base, Path candidate) throws Exception {
    return new JsonMapper().readTree(run(base, candidate).ok());
  }

  private static Pitot.Ended run(Path base, Path candidate) throws Exception {
    return Pitot.run(
        "diff", "--files", base.toString(), candidate.toString(), "--type", "alloc", "-o", "json");
  }

  private Path file(int jdk, String release) {
    return directory.resolve("shop-%s-%d.jfr".formatted(release, jdk));
  }

  /** All at the same time; each writes its recording when it ends. */
  private void record() throws IOException, InterruptedException {
    List<Process> shops = new ArrayList<>();
    try {
      for (Map.Entry<Integer, Path> jdk : Jdks.all().entrySet()) {
        for (String release : List.of("1.0", "1.1")) {
          shops.add(start(jdk.getValue(), release, file(jdk.getKey(), release)));
        }
      }
      for (Process shop : shops) {
        assertTrue(shop.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), "the shop does not end");
      }
    } finally {
      shops.forEach(Processes::end);
    }
  }

  private static Process start(Path javaHome, String release, Path recording) throws IOException {
    return new ProcessBuilder(
            javaHome.resolve("bin/java").toString(),
            "-Xmx96m",
            "-XX:StartFlightRecording=settings=profile,filename=" + recording,
            "-jar",
            JARS.resolve("shop-%s.jar".formatted(release)).toString(),
            "60",
            Integer.toString(SECONDS))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}

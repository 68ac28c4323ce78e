package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code pitot analyze}: Mission Control's rules on a recording of this JVM. */
class AnalyzeTest {
  @TempDir Path directory;

  @Test
  void printsTheWorstFirstInPlainText() throws Exception {
    Path file = write("r.jfr", Recorded.chunk());

    JsonNode all = Ran.command("analyze", file.toString(), "--all", "-o", "json").json();
    JsonNode matters = Ran.command("analyze", file.toString(), "-o", "json").json();
    Ran text = Ran.command("analyze", file.toString());

    assertTrue(all.path("rules").asInt() > 50, all + "");
    assertEquals(all.path("rules").asInt(), all.path("findings").size());
    double worse = 100;
    for (JsonNode finding : matters.path("findings")) {
      double score = finding.path("score").asDouble();
      assertTrue(score <= worse && score >= 25, matters + "");
      worse = score;
      assertTrue(text.out().contains(finding.path("name").asString("?")), text.out());
    }
    // Locks that threads wait on for half of the time do matter.
    assertTrue(matters.path("findings").size() > 0, all + "");
    assertFalse(text.out().matches("(?s).*<(p|a|li|ul|b)\\b.*"), text.out());
    assertFalse(text.out().contains("''"), text.out());
    assertTrue(text.out().contains("have no data in this recording"), text.out());
    assertEquals("", text.err());
  }

  @Test
  void evaluatesTheChunksThatAreWhole() throws Exception {
    byte[] two = Recorded.chunks(2, Duration.ofSeconds(7));
    Path whole = write("one.jfr", Arrays.copyOf(two, two.length / 2));
    byte[] zeroed = two.clone();
    Arrays.fill(zeroed, two.length / 2, two.length / 2 + 68, (byte) 0);
    String expected = Ran.command("analyze", whole.toString()).ok();

    for (byte[] damaged : new byte[][] {zeroed, Arrays.copyOf(two, two.length * 3 / 4)}) {
      Path file = write("d.jfr", damaged);
      Ran ran = Ran.command("analyze", file.toString());

      assertEquals(expected, ran.ok());
      assertTrue(ran.err().startsWith("damaged: " + file + ", offset "), ran.err());
      assertTrue(ran.err().contains("the rules see the 1 chunks that are whole"), ran.err());
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path collapsed = write("x.txt", "a;b 3\n".getBytes(StandardCharsets.UTF_8));
    byte[] chunk = Recorded.chunk();
    Arrays.fill(chunk, 16, 64, (byte) 0x7f);
    Path damaged = write("d.jfr", chunk);

    assertFails(4, "no such file", directory.resolve("nope"));
    assertFails(3, "rules need a JFR recording", collapsed);
    assertFails(3, "Mission Control cannot read", damaged);
  }

  private static void assertFails(int exitCode, String says, Path file) {
    Ran ran = Ran.command("analyze", file.toString());
    assertEquals(exitCode, ran.exitCode(), ran.err() + ran.out());
    assertTrue(ran.err().contains(says), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }
}

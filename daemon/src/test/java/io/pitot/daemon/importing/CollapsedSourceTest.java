package io.pitot.daemon.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collapsed stacks of any size and shape. */
class CollapsedSourceTest {
  @TempDir Path directory;

  @Test
  void readsFramesAsTheyAre() throws Exception {
    ReadWindows read =
        read(
            """
            [no stack] 3\r

            main;a.B.<init>;java.util.HashMap$Node[] 4
            main;;x y\t5
            same 1
            same 2\
            """);

    assertEquals(
        List.of(
            "cpu samples 3 3 [no stack]",
            "cpu samples 3 3 same",
            "cpu samples 4 4 main;a.B.<init>;java.util.HashMap$Node[]",
            "cpu samples 5 5 main;[unknown];x y"),
        read.rows());
    assertEquals(ReadWindows.TIME_MILLIS - 5_000, read.windows().get(0).startMillis());
  }

  @Test
  void tellsTheLinesThatItLeavesOut() throws Exception {
    ReadWindows read =
        read(
            "a 1\nb\nc -2\nd 1.5\ne 0\nf 99999999999999999999\n"
                + "g".repeat(5 << 20)
                + " 1\nh 2\n");

    assertEquals(List.of("cpu samples 1 1 a", "cpu samples 2 2 h"), read.rows());
    assertEquals(8, read.report().read());
    assertEquals(
        Map.of(
            "no_value", 1L,
            "value_is_no_whole_number", 2L,
            "value_is_zero", 1L,
            "value_too_large", 1L,
            "line_too_long", 1L),
        read.report().lost());
    assertEquals(5, read.report().damages().size());
    assertEquals(4, read.report().damages().get(0).offset());
    assertTrue(read.report().damages().get(0).what().contains("line 2: no value in 'b'"));
  }

  @Test
  void putsManyStacksInParts() throws Exception {
    StringBuilder text = new StringBuilder();
    int lines = 120_000;
    for (int i = 0; i < lines; i++) {
      text.append("main;some.package.Type%d.method;leaf%d %d\n".formatted(i % 977, i, 1 + i % 3));
    }
    ReadWindows read = read(text.toString());

    assertEquals(2L * lines, read.count());
    assertEquals(lines, read.rows().size());
    assertTrue(read.windows().size() > 2, read.windows().size() + " parts");
    for (int part = 0; part < read.windows().size(); part++) {
      assertEquals(part, read.windows().get(part).part());
    }
    assertEquals(read.rows(), read(text.toString()).rows());
  }

  private ReadWindows read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("x"), text, StandardCharsets.UTF_8);
    return ReadWindows.of(file, directory);
  }
}

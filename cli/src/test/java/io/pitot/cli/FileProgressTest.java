package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FileProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nowNanos = -1;

  @Test
  void showsHowFarTenTimesASecond() {
    FileProgress progress = progress(Set.of("err"));

    progress.read(100, 1000);
    after(99);
    progress.read(200, 1000);
    after(1);
    progress.read(300, 1000);
    progress.read(400, 1000);
    after(100);
    progress.read(1000, 1000);

    assertEquals(
        List.of(
            "reading a.jfr",
            "reading a.jfr: 30 %, 300 B of 1000 B",
            "reading a.jfr: 100 %, 1000 B of 1000 B"),
        lines());
  }

  @Test
  void tellsTheBytesWhereTheEndIsNotKnown() {
    FileProgress progress = progress(Set.of("err"));

    after(100);
    progress.read(300, 0);

    assertEquals(List.of("reading a.jfr", "reading a.jfr: 300 B"), lines());
  }

  @Test
  void staysSilentWhereNobodyLooks() {
    FileProgress progress = progress(Set.of());

    after(100);
    progress.read(300, 1000);

    assertEquals(List.of(), lines());
  }

  private FileProgress progress(Set<String> terminals) {
    PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    return new FileProgress(new Terminal(out, err, terminals), "reading a.jfr", () -> nowNanos);
  }

  private void after(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What stood on the line of progress, one after the other. */
  private List<String> lines() {
    return shown
        .toString(StandardCharsets.UTF_8)
        .replace(FileFlameTest.WIPED, "\n")
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }
}

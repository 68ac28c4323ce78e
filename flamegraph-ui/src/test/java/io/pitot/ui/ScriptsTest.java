package io.pitot.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ScriptsTest {
  private static final int MOST_BYTES = 100_000;

  @Test
  void allTogetherAreSmall() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed);
        Stream<Path> files = Files.walk(Path.of("src"))) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
      assertTrue(scripts.size() > 50, scripts.toString());
      for (Path script : scripts) {
        Files.copy(script, out);
      }
    }
    assertTrue(packed.size() <= MOST_BYTES, "the scripts are " + packed.size() + " bytes gzipped");
  }
}

package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
  @TempDir Path directory;

  @Test
  void worksThroughLinksFromAnywhereAndSaysNothingOfItsOwn() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("first"), Pitot.script());
    Path linkToLink = Files.createSymbolicLink(directory.resolve("second"), link.getFileName());
    try (Pitot pitot = Pitot.start(linkToLink, directory, "--version")) {
      Pitot.Ended ended = pitot.awaitEnd(Duration.ofMinutes(5));

      assertTrue(ended.ok().matches("pitot \\d+\\.\\d+\\.\\d+\\R"), ended.out());
      assertEquals("", ended.err());
    }
  }
}

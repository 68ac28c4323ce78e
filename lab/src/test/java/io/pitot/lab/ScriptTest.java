package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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

  @Test
  void itsProcessesAreCalledByWhatTheyDo() throws Exception {
    try (Servers servers = Servers.startCollector(directory.resolve("data"), 0, 0)) {
      JsonNode own = null;
      for (JsonNode jvm : servers.json("jvms").path("jvms")) {
        own = jvm.path("pid").asLong(0) == servers.collector().pid() ? jvm : own;
      }

      assertNotNull(own);
      assertEquals("pitot-collector", own.path("service").asString(""));
      assertTrue(own.path("release").asString("").matches("\\d+\\.\\d+\\.\\d+"), own::toString);
    }
  }
}

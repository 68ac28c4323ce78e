package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.local.JavaHomes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nope                                   | no incident is named 'nope'
          hot-key --seconds abc                  | 'abc' is none
          hot-key --seconds 99999999999999999999 | is none
          hot-key --seconds -5                   | a number from 1 to
          hot-key --seconds 0                    | a number from 1 to
          hot-key --seed                         | --seed needs a number
          hot-key cold-key                       | what is 'cold-key'?
          --faulty                               | which incident?
          """)
  void theLabSaysWhatIsWrongWithWhatItWasTold(String arguments, String said) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(JavaHomes.ours().resolve("bin/java").toString());
    command.addAll(List.of("-jar", IncidentJvm.JAR.toRealPath().toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process lab = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(lab.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(2, lab.waitFor(), printed);
    assertTrue(printed.lines().findFirst().orElse("").contains(said), printed);
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

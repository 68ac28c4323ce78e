package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pitot on a machine whose people write numbers in another way. */
class LocaleTest {
  @Test
  void numbersAreWrittenTheSameEverywhere(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("daemon.yaml"), "budgets: {cpu: 0%}\n");
    Process pitot =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "config",
                "check",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(pitot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(said.contains("from 1% to 1600%"), said);
  }
}

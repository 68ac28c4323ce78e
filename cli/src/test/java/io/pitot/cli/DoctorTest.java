package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DoctorTest {
  @TempDir Path folder;

  @Test
  void aMachineWithACollectorIsHealthy() throws Exception {
    try (FedCollector collector = new FedCollector(folder.resolve("data"))) {
      Ran ran =
          doctor("--collector", collector.url(), "--ingest", "127.0.0.1:" + collector.grpcPort());

      for (String subject : List.of("system", "signals", "collector", "clock", "ingest")) {
        assertEquals("ok", check(ran, subject).path("result").asString(), ran.out());
      }
    }
  }

  @Test
  void saysWhatToDoWithoutCreatingAnything() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Ran ran =
        Ran.command(
            "doctor",
            "-o",
            "json",
            "--collector",
            "http://127.0.0.1:1",
            "--ingest",
            "127.0.0.1:1",
            "--state",
            file + "/below",
            "--data",
            folder.resolve("new").toString());

    assertEquals(1, ran.exitCode(), ran.out());
    assertEquals("problem", check(ran, "daemon's state").path("result").asString());
    assertTrue(check(ran, "daemon's state").path("remedy").asString().contains("--state"));
    assertEquals("warning", check(ran, "ingest").path("result").asString());
    assertTrue(check(ran, "collector").path("says").asString().contains("pitot collector"));
    assertFalse(Files.exists(folder.resolve("new")));
  }

  private Ran doctor(String... more) {
    String[] arguments = {
      "doctor", "-o", "json", "--state", folder + "/state", "--data", folder + "/data"
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Ran.command(all);
  }

  private static JsonNode check(Ran ran, String subject) {
    for (JsonNode check : ran.json().path("checks")) {
      if (check.path("subject").asString().equals(subject)) {
        return check;
      }
    }
    throw new AssertionError("no check of " + subject + " in " + ran.out());
  }
}

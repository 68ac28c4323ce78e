package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work on the data of a collector: stopped, or for a copy also running. */
class CollectorDataTest {
  @TempDir Path folder;
  private Path data = Path.of("");

  @BeforeEach
  void fill() throws Exception {
    data = folder.resolve("data");
    try (FedCollector collector = new FedCollector(data)) {
      Ran ran = Ran.command("collector", "check", "--data", data.toString());

      assertEquals(3, ran.exitCode(), ran.err());
      assertTrue(ran.err().contains("is in use by process"), ran.err());
      assertFalse(collector.url().isEmpty());
    }
  }

  @Test
  void aCopyHoldsWhatTheOriginalHolds() throws Exception {
    String original = check(data);
    Path copy = folder.resolve("copy");
    Path restored = folder.resolve("restored");

    Ran.command("collector", "backup", copy.toString(), "--data", data.toString()).ok();
    Ran.command("collector", "restore", copy.toString(), "--data", restored.toString()).ok();
    Ran.command("collector", "compact", "--data", restored.toString()).ok();

    assertTrue(original.endsWith("all right\n"), original);
    assertEquals(original, check(copy));
    assertEquals(original, check(restored));
    assertEquals(original, check(data));
  }

  @Test
  void aCopyOfARunningCollectorHoldsWhatItAcknowledged() throws Exception {
    Path running = folder.resolve("running");
    Path copy = folder.resolve("copy-of-running");
    try (FedCollector collector = new FedCollector(running)) {
      Ran.command(
              "collector",
              "backup",
              "--to",
              copy.toString(),
              "--data",
              running.toString(),
              "--collector",
              collector.url())
          .ok();
    }

    assertEquals(check(running), check(copy));
    assertFalse(Files.exists(running.resolve("copy")));
  }

  @Test
  void nothingIsReplacedAndNothingIsMadeByMistake() throws Exception {
    Path missing = folder.resolve("missing");
    Ran nothing = Ran.command("collector", "check", "--data", missing.toString());
    Ran occupied = Ran.command("collector", "backup", folder.toString(), "--data", data.toString());
    Ran noBackup =
        Ran.command("collector", "restore", folder.toString(), "--data", missing.toString());

    assertEquals(4, nothing.exitCode(), nothing.err());
    assertEquals(3, occupied.exitCode(), occupied.err());
    assertTrue(occupied.err().contains("exists; choose another name"), occupied.err());
    assertEquals(4, noBackup.exitCode(), noBackup.err());
    assertFalse(Files.exists(missing));
  }

  @Test
  void aDamagedFileIsFound() throws Exception {
    Ran.command("collector", "compact", "--data", data.toString()).ok();
    Path largest;
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      largest =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max((a, b) -> Long.compare(size(a), size(b)))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 4] ^= 0x55;
    Files.write(largest, bytes);

    Ran ran = Ran.command("collector", "check", "--data", data.toString());
    assertEquals(1, ran.exitCode(), ran.out() + ran.err());
    assertTrue(ran.err().contains("cannot be read on"), ran.err());
  }

  private static String check(Path data) {
    String out = Ran.command("collector", "check", "--data", data.toString()).ok();
    return out.substring(out.indexOf(": "));
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}

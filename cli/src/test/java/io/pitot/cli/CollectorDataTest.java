package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work on the data of a collector: stopped, or for a copy also running. */
class CollectorDataTest {
  /** Of a store that was closed: with tables, and with a log of what came after them. */
  @TempDir static Path sound;

  @TempDir Path folder;
  private Path data = Path.of("");

  @BeforeAll
  static void fill() throws Exception {
    Path data = sound.resolve("data");
    try (FedCollector collector = new FedCollector(data)) {
      Ran ran = Ran.command("collector", "check", "--data", data.toString());

      assertEquals(3, ran.exitCode(), ran.err());
      assertTrue(ran.err().contains("is in use by process"), ran.err());
      assertFalse(collector.url().isEmpty());
    }
    Ran.command("collector", "compact", "--data", data.toString()).ok();
    new FedCollector(data).close();
  }

  @BeforeEach
  void copy() throws IOException {
    data = copy("data");
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

  /** What is done to a file, and what is said of it. */
  private enum Damage {
    LOG_CHANGED("db", ".*[.]log", Way.CHANGE, "pitot collector repair", true),
    LOG_CUT("db", ".*[.]log", Way.CUT, "when the store was closed", true),
    LOG_LOST("db", ".*[.]log", Way.REMOVE, "log", true),
    TABLE_CHANGED("db", ".*[.]sst", Way.CHANGE, ".sst", false),
    TABLE_CUT("db", ".*[.]sst", Way.CUT, ".sst", false),
    TABLE_LOST("db", ".*[.]sst", Way.REMOVE, ".sst", false),
    LIST_CHANGED("db", "MANIFEST-.*", Way.CHANGE, "restore a backup", false),
    LIST_CUT("db", "MANIFEST-.*", Way.CUT, "restore a backup", false),
    LIST_LOST("db", "MANIFEST-.*", Way.REMOVE, "MANIFEST", false),
    CURRENT_LOST("db", "CURRENT", Way.REMOVE, "restore a backup", false),
    FORMAT_CHANGED("", "FORMAT", Way.CHANGE, "FORMAT", false),
    FORMAT_LOST("", "FORMAT", Way.REMOVE, "FORMAT", false);

    private final String directory;
    private final String name;
    private final Way way;
    private final String message;
    private final boolean isRepaired;

    private enum Way {
      CHANGE,
      CUT,
      REMOVE
    }

    Damage(String directory, String name, Way way, String message, boolean isRepaired) {
      this.directory = directory;
      this.name = name;
      this.way = way;
      this.message = message;
      this.isRepaired = isRepaired;
    }

    /** To the largest file of the name. */
    private void in(Path data) throws IOException {
      try (Stream<Path> files = Files.list(data.resolve(directory))) {
        damage(
            files
                .filter(file -> file.getFileName().toString().matches(name))
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow());
      }
    }

    private void damage(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (way) {
        case CHANGE -> {
          bytes[bytes.length / 4] ^= 0x55;
          Files.write(file, bytes);
        }
        case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case REMOVE -> Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageIsToldAndNeverCopied(Damage damage) throws Exception {
    damage.in(data);
    Path target = folder.resolve("target");

    Ran check = Ran.command("collector", "check", "--data", data.toString());
    assertTrue(Set.of(1, 3).contains(check.exitCode()), check.out() + check.err());
    assertTrue(check.err().contains(damage.message), check.err());
    assertFalse(check.err().contains("unexpected"), check.err());
    // What can be opened can be copied, as it is.
    if (check.exitCode() == 3) {
      for (Ran ran :
          List.of(
              Ran.command(on(data, "compact")),
              Ran.command(on(data, "backup", target.toString())))) {
        assertEquals(3, ran.exitCode(), ran.out() + ran.err());
        assertTrue(ran.err().contains(damage.message), ran.err());
      }
      Ran restore = Ran.command(on(target, "restore", data.toString()));
      assertTrue(restore.exitCode() != 0, restore.out());
      assertFalse(Files.exists(target));
    }

    Ran repair = Ran.command(on(data, "repair"));
    if (damage.isRepaired) {
      assertEquals(0, repair.exitCode(), repair.out() + repair.err());
      assertTrue(check(data).endsWith("all right\n"));
    } else {
      assertTrue(repair.exitCode() != 0, repair.out());
      assertTrue(repair.err().contains(damage.message), repair.err());
    }
  }

  private static String[] on(Path data, String... command) {
    List<String> all = new ArrayList<>(List.of("collector"));
    all.addAll(List.of(command));
    all.addAll(List.of("--data", data.toString()));
    return all.toArray(String[]::new);
  }

  private Path copy(String name) throws IOException {
    Path from = sound.resolve("data");
    Path target = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(from.relativize(file).toString()));
      }
    }
    return target;
  }

  private static String check(Path data) {
    String out = Ran.command("collector", "check", "--data", data.toString()).ok();
    return out.substring(out.indexOf(": "));
  }
}

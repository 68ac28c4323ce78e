package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.console.Terminal;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code pitot collector} is told to keep: what holds, and what is refused in one line. */
class CollectorRetentionTest {
  private static final Kept DEFAULT =
      new Kept(
          Duration.ofHours(2), Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(30));

  @TempDir Path folder;

  @Test
  void whatIsNotSaidIsAsDocumented() throws Exception {
    assertEquals(
        new Retention(DEFAULT, Map.of(), new DiskBudget(Long.MAX_VALUE, 512L << 20)), retention());
  }

  @Test
  void eachOptionSaysOneThing() throws Exception {
    assertEquals(
        new Retention(
            new Kept(
                Duration.ofHours(3),
                Duration.ofHours(6),
                Duration.ofHours(48),
                Duration.ofDays(400)),
            Map.of(
                "batch",
                new Kept(
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(6),
                    Duration.ofDays(7)),
                "cart",
                new Kept(
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(48),
                    Duration.ofDays(90))),
            new DiskBudget(1_500_000_000, 0)),
        retention(
            "--retention=6",
            "--raw=3",
            "--ten-minutes=48",
            "--history=400",
            "--keep=batch=raw:1h,windows:2h,tens:6h,history:7d",
            "--keep=cart=history:90d",
            "--disk-budget=1.5",
            "--min-free=0"));
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    assertRefused("windows are kept 0 h: choose whole hours from 1 to 72", "--retention=0");
    assertRefused("windows are kept 73 h: choose whole hours from 1 to 72", "--retention=73");
    assertRefused("windows are kept as they came for 49 h: choose whole hours", "--raw=49");
    assertRefused("windows are kept as they came for 0 h: choose whole hours", "--raw=0");
    assertRefused("ten minutes are kept 169 h: choose whole hours from 1", "--ten-minutes=169");
    assertRefused("the history is -1 days: choose 1 to 400", "--history=-1");
    assertRefused("'soon'", "--retention=soon");
    assertRefused("'windows:2' is not like windows:2h", "--keep=batch=windows:2");
    assertRefused("'days:2d' is not like windows:2h", "--keep=batch=history:7d,days:2d");
    assertRefused("windows stands there twice", "--keep=batch=windows:2h,windows:3h");
    assertRefused("windows of service batch are kept 96 h", "--keep=batch=windows:4d");
    assertRefused("the history of service batch is 0 days", "--keep=batch=history:2h");
    assertRefused("in KEY=VALUE format but was batch", "--keep=batch");
    assertRefused("say gigabytes, or 0 for as much as there is", "--disk-budget=-1");
    assertRefused("say gigabytes, or 0 for as much as there is", "--disk-budget=NaN");
    assertRefused("the disk budget is 100 MB", "--disk-budget=0.1");
    assertRefused("say megabytes, 0 or more", "--min-free=-1");
  }

  private void assertRefused(String expected, String option) {
    Path data = folder.resolve("data");
    Ran ran = Ran.command("collector", "--http-port=0", "--grpc-port=0", "--data=" + data, option);

    assertTrue(ran.exitCode() > 0, option + ": " + ran.exitCode());
    assertTrue(ran.err().contains(expected), option + ": " + ran.err());
    assertEquals(1, ran.err().strip().split("\n", -1).length, option + ": " + ran.err());
    assertFalse(Files.exists(data), option + " made a data directory");
  }

  private static Retention retention(String... options) throws Exception {
    Terminal terminal = new Terminal();
    CollectorCommand command = new CollectorCommand(terminal);
    new CommandLine(command, new Commands(terminal)).parseArgs(options);
    return command.retention();
  }
}

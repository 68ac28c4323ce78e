package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteRecordTest {
  private static final String PROGRAM =
      """
      public class Waits {
        public static void main(String[] args) throws Exception {
          System.in.read();
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theLastMinutesComeThroughTheCollector() throws Exception {
    Path source = Files.writeString(folder.resolve("Waits.java"), PROGRAM);
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-Dservice.name=shop",
                "-Dservice.instance.id=eu/1",
                source.toString())
            .start();
    CollectorConfig config =
        CollectorConfig.defaults(folder.resolve("data"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0)
            .withToken("secret");
    try (Collector collector = Collector.start(config);
        Daemon daemon =
            Daemon.start(
                DaemonConfig.defaults(folder.resolve("state"))
                    .withCollector("127.0.0.1", collector.grpcPort())
                    .withToken("secret", false)
                    .withTargets(TargetRules.pids(Set.of((int) jvm.pid())), WarmPolicy.NOW))) {
      Path file = folder.resolve("x.jfr");
      long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      Ran ran = record(collector, "shop/eu/1", "secret", file);
      while (ran.exitCode() != 0) {
        assertTrue(System.nanoTime() < deadlineNanos, ran.err());
        assertFalse(Files.exists(file));
        TimeUnit.MILLISECONDS.sleep(2_500);
        ran = record(collector, "shop/eu/1", "secret", file);
      }
      assertFalse(RecordingFile.readAllEvents(file).isEmpty());
      assertEquals(1, daemon.targets().size());

      Ran unknown = record(collector, "shop/nobody", "secret", file);
      assertEquals(4, unknown.exitCode());
      assertTrue(unknown.err().contains("no daemon reports an instance 'nobody' of 'shop'"));
      assertEquals(3, record(collector, "shop/eu/1", "wrong", file).exitCode());
      assertEquals(2, record(collector, "shop", "secret", file).exitCode());
      while (!isEmpty(folder.resolve("state/copies"))) {
        assertTrue(System.nanoTime() < deadlineNanos, "the daemon keeps the copy");
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } finally {
      // Told to end, it removes what JFR left.
      jvm.getOutputStream().close();
      jvm.waitFor(1, TimeUnit.MINUTES);
      jvm.destroyForcibly();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static Ran record(Collector collector, String which, String token, Path file) {
    String url = "http://127.0.0.1:" + collector.httpPort();
    return Ran.command(
        "record",
        which,
        "--collector",
        url,
        "--token",
        token,
        "-f",
        file.toString(),
        "--last",
        "1m");
  }
}

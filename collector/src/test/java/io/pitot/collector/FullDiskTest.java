package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full in the middle: batches are refused for now, pages are served, and when there is
 * space again batches are taken, without a restart. Nothing acknowledged is lost.
 */
class FullDiskTest {
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;

  /** Each batch takes about this much of the log. */
  private static final int NAME_CHARS = 16_000;

  private static final int NAMES = 16;
  private static final int MOST_BATCHES = 1_000;
  private static final int FILLINGS = 2;

  /** What others leave to the collector each time. */
  private static final long LEFT_BYTES = 24L << 20;

  @TempDir Path folder;
  private boolean isMounted;
  private final Random random = new Random(7);
  private final TreeSet<String> acknowledged = new TreeSet<>();
  private int sent;

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      run("umount", "-l", folder.toString());
    }
  }

  /**
   * The engine meets the end of the disk itself, and one so small that it does not go on by itself.
   */
  @Test
  void aFullDiskEndsNothing() throws Exception {
    fillAndEmpty(84, 0);
  }

  /** Others fill the disk, and the collector stops before its end. */
  @Test
  void belowWhatStaysFreeNothingIsTaken() throws Exception {
    fillAndEmpty(400, 40L << 20);
  }

  private void fillAndEmpty(int megabytes, long minFreeBytes) throws Exception {
    String size = "size=" + megabytes + "m";
    isMounted = run("mount", "-t", "tmpfs", "-o", size, "none", folder.toString()) == 0;
    assumeTrue(isMounted, "a small file system cannot be mounted here, so no disk gets full");
    CollectorConfig config =
        CollectorConfig.defaults(folder.resolve("data"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0)
            .withDiskBudget(new DiskBudget(Long.MAX_VALUE, minFreeBytes));
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      TestApi api = new TestApi(collector.httpPort());
      for (int filling = 0; filling < FILLINGS; filling++) {
        Path others = fill(minFreeBytes / 2 + LEFT_BYTES);
        Refusal refusal = storeUntilRefused(daemon);
        assertTrue(refusal.getRetryable(), refusal.toString());
        assertEquals(Refusal.Reason.UNAVAILABLE, refusal.getReason(), refusal.toString());
        assertEquals(200, api.get("/api/v1/status").statusCode());
        assertAllThere(api);

        Files.delete(others);
        storeUntilTaken(daemon);
        assertAllThere(api);
      }
    }
    try (RocksBlockStore blocks = RocksBlockStore.open(config.dataDirectory())) {
      assertEquals(List.of(), new StoreCheck(blocks, partition -> {}).run().problems());
    }
    try (Collector again = Collector.start(config)) {
      assertAllThere(new TestApi(again.httpPort()));
    }
  }

  /** Others take all but so much. */
  private Path fill(long leftBytes) throws IOException {
    Path others = folder.resolve("others");
    long free = Files.getFileStore(folder).getUsableSpace();
    Files.write(others, new byte[Math.toIntExact(Math.max(0, free - leftBytes))]);
    return others;
  }

  private Refusal storeUntilRefused(TestDaemon daemon) throws Exception {
    while (sent < MOST_BATCHES) {
      ToDaemon answer = store(daemon);
      if (answer.hasRefusal()) {
        return answer.getRefusal();
      }
    }
    throw new AssertionError("the disk is not full after " + sent + " batches");
  }

  private void storeUntilTaken(TestDaemon daemon) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    for (ToDaemon answer = store(daemon); !answer.hasAck(); answer = store(daemon)) {
      assertTrue(System.nanoTime() < deadline, "nothing is taken, with space again: " + answer);
      Thread.sleep(200);
    }
  }

  private ToDaemon store(TestDaemon daemon) throws Exception {
    String frame = "Main.b" + sent++;
    daemon.send(batch(frame));
    ToDaemon answer = daemon.answer();
    if (answer.hasAck()) {
      acknowledged.add(frame);
    }
    return answer;
  }

  private Batch batch(String frame) {
    TestBatches batch = TestBatches.of("shop", "1.0", frame).cpu(frame, 1);
    for (int i = 0; i < NAMES; i++) {
      byte[] name = new byte[NAME_CHARS];
      for (int at = 0; at < name.length; at++) {
        name[at] = (byte) ('a' + random.nextInt(26));
      }
      batch.alloc("Filling." + new String(name, StandardCharsets.US_ASCII), 1, 1);
    }
    return batch.at(NOW);
  }

  private void assertAllThere(TestApi api) throws Exception {
    TreeSet<String> missing = new TreeSet<>(acknowledged);
    String path =
        "/api/v1/flame?service=shop&type=cpu&format=collapsed&from=%d&to=%d"
            .formatted(NOW, NOW + 10_000);
    for (String line : api.get(path).body().split("\n", -1)) {
      missing.remove(line.substring(0, Math.max(0, line.lastIndexOf(' '))));
    }
    assertEquals(List.of(), List.copyOf(missing), "acknowledged and not there");
    assertTrue(acknowledged.size() > 10, acknowledged.size() + " were acknowledged");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // There is no such command here.
    }
  }
}

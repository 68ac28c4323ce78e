package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

  private static final int STARTS = 4;
  private static final long HOUR_MILLIS = 3_600_000;

  @TempDir Path folder;
  private boolean isMounted;
  private final Random random = new Random(7);
  private final TreeSet<String> acknowledged = new TreeSet<>();
  private int sent;

  /** Where batches come from: windows that begin here, and how many of them. */
  private long firstMillis = NOW;

  private int windows = 1;

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

  /**
   * Two hours that are over: each start sums up and packs what came for them before, and breaks the
   * seals again by what comes now. The older one's windows go as they came when they are packed.
   */
  @Test
  void aDiskThatIsFullWhileWindowsArePackedLosesNothing() throws Exception {
    CollectorConfig config = mounted(600, 0);
    firstMillis = (NOW / HOUR_MILLIS - 3) * HOUR_MILLIS;
    windows = 720;
    for (int start = 0; start < STARTS; start++) {
      try (Collector collector = Collector.start(config);
          TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
        fillOnce(collector, daemon, random.nextInt((int) LEFT_BYTES));
        if (start == 0) {
          fillOnce(collector, daemon, LEFT_BYTES);
        }
      }
    }
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(config.dataDirectory()),
            config.retention(),
            Clock.systemUTC(),
            System::nanoTime)) {
      store.sumUpHours();
    }
    assertSound(config);
    try (RocksBlockStore blocks = RocksBlockStore.open(config.dataDirectory())) {
      for (Table table : List.of(Table.PACKED, Table.TENS, Table.HOURS)) {
        assertFalse(blocks.partitions(table).isEmpty(), table + " has nothing");
      }
    }
  }

  private void fillAndEmpty(int megabytes, long minFreeBytes) throws Exception {
    CollectorConfig config = mounted(megabytes, minFreeBytes);
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int filling = 0; filling < FILLINGS; filling++) {
        fillOnce(collector, daemon, minFreeBytes / 2 + LEFT_BYTES);
      }
    }
    assertSound(config);
  }

  private CollectorConfig mounted(int megabytes, long minFreeBytes) throws Exception {
    String size = "size=" + megabytes + "m";
    isMounted = run("mount", "-t", "tmpfs", "-o", size, "none", folder.toString()) == 0;
    assumeTrue(isMounted, "a small file system cannot be mounted here, so no disk gets full");
    return CollectorConfig.defaults(folder.resolve("data"))
        .withHttp("127.0.0.1", 0)
        .withGrpc("127.0.0.1", 0)
        .withDiskBudget(new DiskBudget(Long.MAX_VALUE, minFreeBytes));
  }

  private void fillOnce(Collector collector, TestDaemon daemon, long leftBytes) throws Exception {
    TestApi api = new TestApi(collector.httpPort());
    Path others = fill(leftBytes);
    Refusal refusal = storeUntilRefused(daemon);
    assertTrue(refusal.getRetryable(), refusal.toString());
    assertEquals(Refusal.Reason.UNAVAILABLE, refusal.getReason(), refusal.toString());
    assertEquals(200, api.get("/api/v1/status").statusCode());
    assertAllThere(api);

    Files.delete(others);
    storeUntilTaken(daemon);
    assertAllThere(api);
  }

  private void assertSound(CollectorConfig config) throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(config.dataDirectory())) {
      assertEquals(List.of(), new StoreCheck(blocks, partition -> {}).run().problems());
    }
    try (Collector again = Collector.start(config)) {
      assertAllThere(new TestApi(again.httpPort()));
    }
    assertTrue(acknowledged.size() > 10, acknowledged.size() + " were acknowledged");
  }

  /** Others take all but so much, or what they get of it while the collector writes, too. */
  private Path fill(long leftBytes) throws IOException {
    Path others = folder.resolve("others");
    long bytes = Files.getFileStore(folder).getUsableSpace() - leftBytes;
    byte[] megabyte = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(others)) {
      for (; bytes > 0; bytes -= megabyte.length) {
        out.write(megabyte, 0, (int) Math.min(bytes, megabyte.length));
      }
    } catch (IOException e) {
      // Full is what it is to be.
    }
    return others;
  }

  private Refusal storeUntilRefused(TestDaemon daemon) throws Exception {
    for (int taken = 0; taken < MOST_BATCHES; taken++) {
      ToDaemon answer = store(daemon);
      if (answer.hasRefusal()) {
        return answer.getRefusal();
      }
    }
    throw new AssertionError("the disk is not full after " + MOST_BATCHES + " batches");
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
    return batch.at(firstMillis + sent * 7 % windows * TestBatches.WINDOW_MILLIS);
  }

  private void assertAllThere(TestApi api) throws Exception {
    TreeSet<String> missing = new TreeSet<>(acknowledged);
    String path =
        "/api/v1/flame?service=shop&type=cpu&format=collapsed&from=%d&to=%d"
            .formatted(firstMillis, firstMillis + windows * TestBatches.WINDOW_MILLIS);
    for (String line : api.get(path).body().split("\n", -1)) {
      missing.remove(line.substring(0, Math.max(0, line.lastIndexOf(' '))));
    }
    assertEquals(List.of(), List.copyOf(missing), "acknowledged and not there");
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

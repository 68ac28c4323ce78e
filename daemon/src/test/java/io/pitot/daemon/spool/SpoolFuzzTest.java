package io.pitot.daemon.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random use, crashes and full disks against a queue in memory. */
class SpoolFuzzTest {
  private static final int RUNS = 30;
  private static final int STEPS = 300;
  private static final SpoolLimits LIMITS = new SpoolLimits(20_000, 2_000, 1_500);

  @TempDir Path root;

  /** What the spool should hold: payloads by number of appending, oldest first. */
  private final TreeMap<Integer, byte[]> model = new TreeMap<>();

  private final List<byte[]> dropped = new ArrayList<>();

  @Test
  void nothingTakenIsLostAndNothingAcknowledgedComesBack() throws IOException {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      try {
        run(new Random(seed), Files.createDirectory(root.resolve("run" + seed)));
      } catch (Throwable e) {
        throw new AssertionError("run again with -Dpitot.seed=" + seed, e);
      }
    }
  }

  private void run(Random random, Path directory) throws IOException {
    model.clear();
    FullDisk disk = new FullDisk();
    Spool spool = open(directory, disk);
    int appends = 0;
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(100);
      if (dice < 50) {
        byte[] payload = payload(random, appends);
        dropped.clear();
        if (spool.append(payload)) {
          model.put(appends, payload);
        }
        forgetDropped();
        appends++;
      } else if (dice < 85) {
        acknowledgeOne(spool, random);
      } else if (dice < 92) {
        assertHolds(spool);
      } else if (dice < 96) {
        crash(random, directory);
        disk.makeRoom();
        spool = open(directory, disk);
        assertHolds(spool);
      } else {
        disk.bytesLeft(random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(3_000));
      }
      assertTrue(spool.status().sizeBytes() <= LIMITS.maxBytes());
      assertEquals(model.size(), spool.status().waitingRecords());
    }
    assertHolds(spool);
    spool.close();
  }

  private Spool open(Path directory, FullDisk disk) throws IOException {
    Spool spool = Spool.open(directory, LIMITS, dropped::add, disk);
    assertEquals(0, spool.status().corruptRecords());
    return spool;
  }

  private static byte[] payload(Random random, int number) {
    byte[] payload = new byte[4 + random.nextInt(1_000)];
    random.nextBytes(payload);
    payload[0] = (byte) (number >> 24);
    payload[1] = (byte) (number >> 16);
    payload[2] = (byte) (number >> 8);
    payload[3] = (byte) number;
    return payload;
  }

  private static int number(byte[] payload) {
    return (payload[0] & 0xff) << 24
        | (payload[1] & 0xff) << 16
        | (payload[2] & 0xff) << 8
        | (payload[3] & 0xff);
  }

  /** The spool may only give up the oldest that it has. */
  private void forgetDropped() {
    for (byte[] payload : dropped) {
      Map.Entry<Integer, byte[]> oldest = model.pollFirstEntry();
      assertArrayEquals(oldest.getValue(), payload);
    }
  }

  private void acknowledgeOne(Spool spool, Random random) {
    List<Entry> near = new ArrayList<>();
    @Nullable Entry entry = spool.next(0);
    while (entry != null && near.size() < 5) {
      near.add(entry);
      entry = spool.next(entry.sequence());
    }
    if (!near.isEmpty()) {
      Collections.shuffle(near, random);
      spool.acknowledge(near.get(0).sequence());
      assertNotNull(model.remove(number(near.get(0).payload())));
      spool.acknowledge(near.get(0).sequence());
    }
  }

  private void assertHolds(Spool spool) {
    long after = 0;
    for (byte[] payload : model.values()) {
      @Nullable Entry entry = spool.next(after);
      assertNotNull(entry);
      assertArrayEquals(payload, entry.payload());
      assertTrue(entry.sequence() > after);
      after = entry.sequence();
    }
    assertNull(spool.next(after));
  }

  /** The process is gone; perhaps it was writing a record. */
  private static void crash(Random random, Path directory) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory)) {
      segments = files.filter(Segment::isSegment).sorted(Comparator.reverseOrder()).toList();
    }
    if (!segments.isEmpty() && random.nextBoolean()) {
      byte[] torn = RecordFormat.record(1_000_000, payload(random, 0)).array();
      try (FileChannel channel = FileChannel.open(segments.get(0), StandardOpenOption.APPEND)) {
        channel.write(java.nio.ByteBuffer.wrap(torn, 0, random.nextInt(torn.length)));
      }
    }
  }
}

package io.pitot.daemon.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.LogLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spool still has after bytes on the disk have changed, or its process was killed. */
class SpoolDamageTest {
  private static final SpoolLimits LIMITS = new SpoolLimits(1 << 20, 1_000, 500);
  private static final int RECORDS = 40;
  private static final int RUNS = 200;

  @TempDir Path root;

  @Test
  void aChangedByteCostsTheRecordItIsInAndNoOther() throws IOException {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    Path intact = filled(root.resolve("intact"));
    for (long seed = first; seed < first + runs; seed++) {
      Path directory = copy(intact, root.resolve("run" + seed));
      Random random = new Random(seed);
      List<Path> segments = segments(directory);
      int chosen = random.nextInt(segments.size());
      flip(segments.get(chosen), random);
      try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
        List<Integer> left = numbers(spool);
        String failure = "run again with -Dpitot.seed=" + seed;
        assertTrue(left.size() >= RECORDS - 1, () -> failure + ": " + left);
        assertEquals(new ArrayList<>(new TreeSet<>(left)), left, failure);
        boolean isTorn = spool.status().tornBytes() > 0;
        long missing = isTorn ? 1 : spool.status().corruptRecords();
        assertEquals(RECORDS - left.size(), missing, failure);
        assertTrue(!isTorn || chosen == segments.size() - 1, failure);
      }
    }
  }

  @Test
  void aByteThatChangesWhileTheSpoolIsOpenIsNoticedWhenRead() throws IOException {
    Path directory = filled(root.resolve("open"));
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      flipAt(segments(directory).get(1), RecordFormat.FILE_HEADER_BYTES + 30);
      assertEquals(RECORDS - 1, numbers(spool).size());
      assertEquals(1, spool.status().corruptRecords());
      assertEquals(RECORDS - 1, spool.status().waitingRecords());
    }
  }

  @Test
  void damageIsToldWithItsPlace() throws IOException {
    Path directory = filled(root.resolve("told"));
    Path segment = segments(directory).get(0);
    flipAt(segment, RecordFormat.FILE_HEADER_BYTES + 25);
    try (LogLines log = new LogLines(Spool.class);
        Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      assertEquals(1, spool.status().corruptRecords());
      assertEquals(
          List.of(
              "WARN Spool "
                  + segment
                  + ", offset 8: 31 bytes are not what was written; the records in them are lost,"
                  + " the others are kept. Check the disk."),
          log.linesAbout(segment.toString()));
    }
  }

  @Test
  void aMissingSegmentIsCounted() throws IOException {
    Path directory = filled(root.resolve("missing"));
    Files.delete(segments(directory).get(1));
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      assertEquals(RECORDS - numbers(spool).size(), spool.status().corruptRecords());
      assertTrue(spool.status().corruptRecords() > 0);
    }
  }

  @Test
  void withoutTheAcknowledgementsEverythingIsSentAgain() throws IOException {
    Path directory = filled(root.resolve("acknowledgements"));
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      @Nullable Entry second = spool.next(1);
      assertNotNull(second);
      spool.acknowledge(second.sequence());
    }
    Files.write(directory.resolve(Acknowledgements.FILE_NAME), new byte[10_000]);
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      assertEquals(RECORDS, numbers(spool).size());
      assertEquals(0, spool.status().corruptRecords());
    }
  }

  @Test
  void aNewerFormatIsRefusedWithAWayOut() throws IOException {
    Path directory = filled(root.resolve("newer"));
    Path segment = segments(directory).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    ByteBuffer.wrap(bytes).putInt(4, RecordFormat.VERSION + 1);
    Files.write(segment, bytes);
    IOException refusal =
        assertThrows(IOException.class, () -> Spool.open(directory, LIMITS, payload -> {}));
    assertEquals(
        segment
            + ", offset 4: the spool's format version is 2, expected 1; start the newer Pitot that"
            + " wrote it, or delete the file to lose what it holds",
        refusal.getMessage());
  }

  @Test
  void anInterruptOfTheCallerHarmsNothing() throws IOException {
    Path directory = filled(root.resolve("interrupted"));
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      Thread.currentThread().interrupt();
      assertTrue(spool.append(ByteBuffer.allocate(4).putInt(RECORDS + 1).array()));
      assertEquals(RECORDS + 1, numbers(spool).size());
      spool.acknowledge(1);
      assertTrue(Thread.interrupted());
      assertTrue(spool.append(ByteBuffer.allocate(4).putInt(RECORDS + 2).array()));
    }
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      assertEquals(IntStream.rangeClosed(2, RECORDS + 2).boxed().toList(), numbers(spool));
    }
  }

  @Test
  void interruptsInTheMiddleOfWritingHarmNothing() throws Exception {
    Path directory = filled(root.resolve("interrupts"));
    int more = 100;
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      Thread writer =
          new Thread(
              () -> {
                for (int number = RECORDS + 1; number <= RECORDS + more; number++) {
                  spool.append(ByteBuffer.allocate(300).putInt(number).array());
                }
              });
      writer.start();
      while (writer.isAlive()) {
        writer.interrupt();
        LockSupport.parkNanos(300_000);
      }
      assertEquals(IntStream.rangeClosed(1, RECORDS + more).boxed().toList(), numbers(spool));
    }
  }

  @Test
  void aClosedSpoolTakesNothingAndLosesNothing() throws IOException {
    Path directory = filled(root.resolve("closed"));
    Spool spool = Spool.open(directory, LIMITS, payload -> {});
    spool.close();
    assertFalse(spool.append(new byte[10]));
    spool.acknowledge(1);
    try (Spool again = Spool.open(directory, LIMITS, payload -> {})) {
      assertEquals(RECORDS, numbers(again).size());
    }
  }

  @Test
  void aKilledProcessLosesNothingThatItWasToldToBeSafe() throws Exception {
    Path directory = root.resolve("killed");
    int safe = 0;
    for (int life = 0; life < 3; life++) {
      Process process = SpoolWriter.launch(directory, safe);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        int enough = safe + 200;
        String line = out.readLine();
        while (line != null && safe < enough) {
          safe = SpoolWriter.told(line, safe);
          line = out.readLine();
        }
        process.toHandle().destroyForcibly();
        while (line != null) {
          safe = SpoolWriter.told(line, safe);
          line = out.readLine();
        }
        process.waitFor();
      }
      try (Spool spool = Spool.open(directory, SpoolWriter.LIMITS, payload -> {})) {
        List<Integer> left = numbers(spool);
        assertTrue(left.size() >= safe, "told " + safe + ", there are " + left.size());
        assertEquals(IntStream.rangeClosed(1, left.size()).boxed().toList(), left);
        assertEquals(0, spool.status().corruptRecords());
        safe = left.size();
      }
    }
  }

  private static Path filled(Path directory) throws IOException {
    try (Spool spool = Spool.open(directory, LIMITS, payload -> {})) {
      for (int number = 1; number <= RECORDS; number++) {
        spool.append(ByteBuffer.allocate(4 + number * 7).putInt(number).array());
      }
    }
    return directory;
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Segment::isSegment).sorted().toList();
    }
  }

  private static void flip(Path segment, Random random) throws IOException {
    int header = RecordFormat.FILE_HEADER_BYTES;
    flipAt(segment, header + random.nextInt((int) Files.size(segment) - header));
  }

  private static void flipAt(Path segment, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    bytes[offset] = (byte) (bytes[offset] ^ 1 << offset % 8);
    Files.write(segment, bytes);
  }

  private static List<Integer> numbers(Spool spool) {
    List<Integer> numbers = new ArrayList<>();
    @Nullable Entry entry = spool.next(0);
    while (entry != null) {
      numbers.add(ByteBuffer.wrap(entry.payload()).getInt());
      entry = spool.next(entry.sequence());
    }
    return numbers;
  }
}

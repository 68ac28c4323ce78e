package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.fold.WindowText.Row;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings with more than fits, and recordings that are broken. */
class HostileRecordingTest {
  private static final int RUNS = 200;

  @TempDir Path directory;

  @Test
  void withTightLimitsNothingGrowsAndTotalsStay() throws Exception {
    Path recording = OwnRecording.in(directory);
    FoldedWindows whole = fold(recording, FoldLimits.DEFAULT);
    FoldedWindows tight = fold(recording, new FoldLimits(1, 3, 20, 100));
    assertTrue(whole.sources().contains("jdk.ThreadPark"), () -> "sources " + whole.sources());
    assertEquals(totals(whole), totals(tight));
    for (Window window : tight.windows()) {
      assertTrue(window.frames().stream().allMatch(frame -> frame.length() <= 20));
    }
    Map<String, Long> stacks = new TreeMap<>();
    for (Window window : tight.windows()) {
      for (Row row : WindowText.rows(window)) {
        stacks.merge(window.startMillis() + row.source(), 1L, Long::sum);
      }
    }
    assertTrue(stacks.values().stream().allMatch(count -> count <= 4), stacks::toString);
  }

  @Test
  void aDamagedRecordingGivesWhatItHoldsOrSaysWhy() throws Exception {
    byte[] sound = Files.readAllBytes(OwnRecording.in(directory));
    Path damaged = directory.resolve("damaged.jfr");
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      Random random = new Random(seed);
      byte[] bytes = sound.clone();
      for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      FoldedWindows folded = new FoldedWindows();
      WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded);
      try {
        Recording.read(damaged, fold.handlers());
      } catch (JfrFormatException e) {
        assertTrue(e.getMessage().contains("offset"), e.getMessage());
      } catch (RuntimeException e) {
        throw new AssertionError("run again with -Dpitot.seed=" + seed, e);
      }
      fold.finish();
    }
  }

  private static FoldedWindows fold(Path recording, FoldLimits limits) throws IOException {
    FoldedWindows folded = new FoldedWindows();
    WindowFold fold = new WindowFold(FoldedWindows.TARGET, folded, limits);
    Recording.read(recording, fold.handlers());
    fold.finish();
    return folded;
  }

  private static Map<String, Total> totals(FoldedWindows folded) {
    Map<String, Total> totals = new TreeMap<>();
    for (Window window : folded.windows()) {
      for (Row row : WindowText.rows(window)) {
        totals.merge(row.source(), new Total(row.count(), row.sum()), Total::plus);
      }
    }
    return totals;
  }
}

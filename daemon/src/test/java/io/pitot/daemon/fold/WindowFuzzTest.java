package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.fold.Window.Loss;
import io.pitot.daemon.fold.Window.Rows;
import io.pitot.daemon.fold.WindowText.Row;
import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random events against a fold that keeps a map from text to sums. */
class WindowFuzzTest {
  private static final int RUNS = 200;
  private static final int WINDOW_SECONDS = WindowFold.WINDOW_MILLIS / 1_000;
  private static final List<ProfileType> TYPES =
      Stream.of(ProfileType.values()).filter(type -> type.preferred() == null).toList();

  private record Sum(long count, long sum) {
    Sum plus(Sum other) {
      return new Sum(count + other.count, sum + other.sum);
    }
  }

  private final Map<String, Sum> expected = new TreeMap<>();
  private final List<Window> sunk = new ArrayList<>();

  @Test
  void everyEventIsCountedOnceInItsWindow() {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      expected.clear();
      sunk.clear();
      Random random = new Random(seed);
      fold(random, new FoldLimits(200, 10_000, 1_024, 1 + random.nextInt(5_000)));
      String failure = "run again with -Dpitot.seed=" + seed;
      assertEquals(expected, actual(true), failure);
      sunk.forEach(window -> assertWellFormed(window, failure));
      assertPartsAreDistinct(failure);
    }
  }

  @Test
  void withTightLimitsCountsAndSumsStayTrue() {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      expected.clear();
      sunk.clear();
      Random random = new Random(seed);
      fold(random, new FoldLimits(1 + random.nextInt(4), 1 + random.nextInt(5), 1_024, 1 << 20));
      assertEquals(byWindowAndType(expected), byWindowAndType(actual(false)), "seed " + seed);
      assertEquals(lostDetail(), eventsWithoutDetail(), "seed " + seed);
    }
  }

  private void fold(Random random, FoldLimits limits) {
    OpenWindows windows =
        new OpenWindows(new TargetIdentity("host/1/2", new TreeMap<>()), limits, sunk::add);
    long nowSeconds = 1_000_000;
    int chunks = 1 + random.nextInt(3);
    for (int chunk = 0; chunk < chunks; chunk++) {
      windows.startChunk();
      TextNames names = names(random);
      int flushes = 1 + random.nextInt(30);
      for (int flush = 0; flush < flushes; flush++) {
        int events = random.nextInt(100);
        for (int event = 0; event < events; event++) {
          long lateSeconds = random.nextInt(10) == 0 ? random.nextInt(40) : 0;
          sample(
              windows,
              random,
              names,
              (nowSeconds - lateSeconds) * 1_000_000_000L + random.nextInt());
        }
        windows.resolve(names);
        nowSeconds += random.nextInt(4);
        windows.advanceTo(nowSeconds * 1_000_000_000L);
      }
    }
    windows.finish();
  }

  private static TextNames names(Random random) {
    TextNames names = new TextNames();
    for (int id = 1; id <= 30; id++) {
      StringBuilder stack = new StringBuilder("main");
      int depth = random.nextInt(5);
      for (int i = 0; i < depth; i++) {
        stack.append(";f").append(random.nextInt(3));
      }
      names.stack(id, stack.toString());
      names.leaf(id, "C" + random.nextInt(5));
    }
    return names;
  }

  private void sample(OpenWindows windows, Random random, TextNames names, long endNanos) {
    ProfileType type = TYPES.get(random.nextInt(TYPES.size()));
    long stackId = random.nextInt(31);
    long leafId = random.nextInt(31);
    long value = random.nextInt(1_000_000);
    windows.sample(type, endNanos, stackId, leafId, value);
    long windowMillis =
        Math.floorDiv(endNanos, WINDOW_SECONDS * 1_000_000_000L) * WINDOW_SECONDS * 1_000;
    expected.merge(
        windowMillis + " " + type.source() + " " + names.stack(type, stackId, leafId),
        new Sum(1, value),
        Sum::plus);
  }

  private Map<String, Sum> actual(boolean requireNoLoss) {
    Map<String, Sum> sums = new TreeMap<>();
    for (Window window : sunk) {
      assertTrue(!requireNoLoss || window.losses().isEmpty(), () -> "losses " + window.losses());
      for (Row row : WindowText.rows(window)) {
        sums.merge(
            window.startMillis() + " " + row.source() + " " + row.stack(),
            new Sum(row.count(), row.sum()),
            Sum::plus);
      }
    }
    return sums;
  }

  private static Map<String, Sum> byWindowAndType(Map<String, Sum> sums) {
    Map<String, Sum> merged = new TreeMap<>();
    sums.forEach((key, sum) -> merged.merge(windowAndSource(key), sum, Sum::plus));
    return merged;
  }

  private static String windowAndSource(String key) {
    return key.substring(0, key.indexOf(' ', key.indexOf(' ') + 1));
  }

  private long lostDetail() {
    return sunk.stream().flatMap(window -> window.losses().stream()).mapToLong(Loss::count).sum();
  }

  private long eventsWithoutDetail() {
    return sunk.stream()
        .flatMap(window -> WindowText.rows(window).stream())
        .filter(
            row -> row.stack().startsWith("[overflow]") || row.stack().startsWith("[unresolved]"))
        .mapToLong(Row::count)
        .sum();
  }

  private void assertPartsAreDistinct(String failure) {
    Set<String> seen = new HashSet<>();
    for (Window window : sunk) {
      assertTrue(seen.add(window.startMillis() + "/" + window.part()), failure);
    }
  }

  private static void assertWellFormed(Window window, String failure) {
    for (int i = 0; i < window.nodeParent().length; i++) {
      assertTrue(window.nodeParent()[i] <= i, failure);
    }
    assertEquals(new HashSet<>(window.frames()).size(), window.frames().size(), failure);
    for (Rows rows : window.rows()) {
      for (int i = 0; i < rows.node().length; i++) {
        assertTrue(rows.count()[i] > 0, failure);
        assertTrue(i == 0 || rows.node()[i - 1] < rows.node()[i], failure);
      }
    }
  }
}

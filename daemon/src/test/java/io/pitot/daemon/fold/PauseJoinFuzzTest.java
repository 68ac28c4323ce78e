package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The join of waits and pauses against one that looks at every tick. */
class PauseJoinFuzzTest {
  private static final int RUNS = 2_000;
  private static final int TICKS = 2_000;

  @Test
  void overlapIsThatOfEveryTick() {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS : 1;
    for (long seed = first; seed < first + runs; seed++) {
      Random random = new Random(seed);
      TickIntervals intervals = new TickIntervals(TICKS);
      BitSet stopped = new BitSet();
      int steps = random.nextInt(200);
      for (int step = 0; step < steps; step++) {
        int from = random.nextInt(TICKS);
        int to = from + random.nextInt(random.nextBoolean() ? 5 : 100) - 1;
        if (random.nextBoolean()) {
          intervals.add(from, to);
          stopped.set(from, Math.max(from, to));
        } else {
          assertEquals(
              stopped.get(from, Math.max(from, to)).cardinality(),
              intervals.overlap(from, to),
              "[%d, %d); run again with -Dpitot.seed=%d".formatted(from, to, seed));
        }
      }
    }
  }

  @Test
  void waitsAreJoinedWithPausesInWhicheverOrderTheyCome() {
    long first = Long.getLong("pitot.seed", System.nanoTime());
    int runs = Long.getLong("pitot.seed") == null ? RUNS / 10 : 1;
    for (long seed = first; seed < first + runs; seed++) {
      Random random = new Random(seed);
      BitSet stopped = new BitSet();
      BitSet collecting = new BitSet();
      List<Runnable> steps = new ArrayList<>();
      PauseLog pauses = new PauseLog();
      for (int i = random.nextInt(40); i > 0; i--) {
        int from = random.nextInt(TICKS);
        int to = from + random.nextInt(100);
        boolean isCollection = random.nextBoolean();
        stopped.set(from, to);
        if (isCollection) {
          collecting.set(from, to);
        }
        steps.add(() -> pauses.add(isCollection, from, to));
      }
      WindowWaits waits = new WindowWaits();
      long[] expected = new long[3];
      for (int i = random.nextInt(300); i > 0; i--) {
        int from = random.nextInt(TICKS);
        int to = from + random.nextInt(200);
        int inGc = collecting.get(from, to).cardinality();
        expected[0] += to - from;
        expected[1] += inGc;
        expected[2] += stopped.get(from, to).cardinality() - inGc;
        steps.add(() -> waits.add(waited(from, to), pauses));
      }
      Collections.shuffle(steps, random);
      steps.forEach(Runnable::run);
      waits.join(pauses);

      long[] actual = new long[3];
      for (WindowWaits.Row row : waits.rows()) {
        actual[0] += row.totalNanos;
        actual[1] += row.gcNanos;
        actual[2] += row.safepointNanos;
      }
      String failure = "run again with -Dpitot.seed=" + seed;
      assertEquals(expected[0], actual[0], failure);
      assertEquals(expected[1], actual[1], failure);
      assertEquals(expected[2], actual[2], failure);
    }
  }

  @Test
  void theOldestPausesAreForgottenFirst() {
    TickIntervals intervals = new TickIntervals(100);
    for (int i = 0; i < 1_000; i++) {
      intervals.add(i * 10L, i * 10L + 4);
    }
    assertEquals(4 * 50, intervals.overlap(9_500, 10_000));
    assertTrue(intervals.remembers(9_500));
    assertTrue(!intervals.remembers(100));
  }

  private static WindowWaits.Named waited(long from, long to) {
    return WindowWaits.Named.of(
        new WaitHandler.Raw(
            WaitSource.MONITOR, from, to, from, to - from, 1, 1, 1, 0, 0, 0, "", 0, 0, 0, false),
        WaitKind.MONITOR,
        "Lock",
        new Stack("main", "Lock"),
        "thread",
        "");
  }
}

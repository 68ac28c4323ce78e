package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No two parts of a window have the same number, however the node's clock jumps. */
class PartNumbersTest {
  private static final long WINDOW = WindowFold.WINDOW_MILLIS;
  private static final long START = 1_700_000_000_000L;
  private static final int HOURS = 6;
  private static final int WINDOWS = HOURS * 360;

  @Test
  void aClockThatWasSetBackForHoursMakesNoNumberTwice() {
    PartNumbers numbers = new PartNumbers(FoldProgress.NONE);
    for (int i = 0; i < WINDOWS; i++) {
      handOn(numbers, START + i * WINDOW, 0);
    }
    // The same hours once more: each window has its part 0 already.
    for (int i = 0; i < WINDOWS; i++) {
      handOn(numbers, START + i * WINDOW, 1);
      handOn(numbers, START + i * WINDOW, 2);
    }
  }

  @Test
  void aRestartedDaemonGivesTheSameNumbers() {
    long seed = Long.getLong("pitot.seed", System.nanoTime());
    Random random = new Random(seed);
    PartNumbers whole = new PartNumbers(FoldProgress.NONE);
    PartNumbers restarted = new PartNumbers(FoldProgress.NONE);
    long now = START;
    for (int i = 0; i < 2 * WINDOWS; i++) {
      boolean jumps = random.nextInt(500) == 0;
      now += jumps ? random.nextInt(-WINDOWS, WINDOWS) * WINDOW : random.nextInt(3) * WINDOW;
      long late = now - random.nextInt(4) * WINDOW;
      int parts = random.nextInt(3);
      String failure = "window %d; run again with -Dpitot.seed=%d".formatted(i, seed);
      assertEquals(whole.next(late), restarted.next(late), failure);
      whole.used(late, parts);
      restarted.used(late, parts);
      whole.coverUntil(now);
      restarted.coverUntil(now);
      assertEquals(whole.progress(Set.of()), restarted.progress(Set.of()), failure);
      if (random.nextInt(20) == 0) {
        restarted = new PartNumbers(restarted.progress(Set.of()));
      }
    }
  }

  private static void handOn(PartNumbers numbers, long startMillis, int expected) {
    assertEquals(expected, numbers.next(startMillis), () -> "window " + startMillis);
    numbers.used(startMillis, 1);
    numbers.coverUntil(startMillis + WINDOW);
  }
}

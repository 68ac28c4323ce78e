package io.pitot.daemon.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.fold.Detail;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetailLadderTest {
  private static final Usage EXCEEDED = new Usage(1.2, 0.5, 0.1, 0.1, 0);
  private static final Usage BETWEEN = new Usage(0.9, 0.5, 0.1, 0.1, 0);
  private static final Usage LOW = new Usage(0.3, 0.5, 0.1, 0.1, 0);

  private final DetailLadder ladder = new DetailLadder();

  @Test
  void leavesOutOneStepAtATimeInTheStatedOrder() {
    Detail[] expected = {
      Detail.ALL, Detail.NO_SINGLE_WAITS, Detail.NO_SINGLE_WAITS,
      Detail.FEWER_STACKS, Detail.FEWER_STACKS, Detail.FEWER_TYPES,
      Detail.FEWER_TYPES, Detail.FEWER_TYPES
    };
    for (Detail detail : expected) {
      assertEquals(detail, ladder.look(EXCEEDED));
    }
    assertEquals("the daemon used 120 % of its budget for cpu", ladder.reason());
  }

  @Test
  void keepsMoreAgainOnlyWhenAllIsLowForAMinute() {
    ladder.look(EXCEEDED);
    ladder.look(EXCEEDED);
    for (int i = 0; i < 20; i++) {
      assertEquals(Detail.NO_SINGLE_WAITS, ladder.look(BETWEEN));
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(Detail.NO_SINGLE_WAITS, ladder.look(LOW));
    }
    assertEquals(Detail.ALL, ladder.look(LOW));
    assertEquals("", ladder.reason());
  }

  @Test
  void oneBurstIsNoReason() {
    for (int i = 0; i < 50; i++) {
      assertEquals(Detail.ALL, ladder.look(i % 2 == 0 ? EXCEEDED : BETWEEN));
    }
  }

  @Test
  void neverSwingsFasterThanItLooks() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Detail before = Detail.ALL;
    int steps = 0;
    for (int i = 0; i < 10_000; i++) {
      Detail now =
          ladder.look(
              new Usage(
                  2 * random.nextDouble(),
                  random.nextDouble(),
                  2 * random.nextDouble(),
                  random.nextDouble(),
                  0));
      assertTrue(Math.abs(now.step() - before.step()) <= 1, "seed " + seed);
      steps += now == before ? 0 : 1;
      before = now;
    }
    assertTrue(steps > 0 && steps < 5_000, "seed " + seed + ": " + steps);
  }
}

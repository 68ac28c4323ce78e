package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector is killed under load 30 times on one data directory: {@link CrashRounds}. {@code
 * benchmarks/run crash rounds=1000} does more of it.
 */
class CrashTest {
  private static final int ROUNDS = 30;

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsThereTwice() throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed);
    CrashRounds.Result result =
        CrashRounds.run(folder, ROUNDS, seed, CrashRounds.Result.NONE, done -> {});
    System.out.println("CrashTest: " + result.line());

    assertEquals(List.of(), result.problems(), "seed " + seed);
    assertEquals(0, result.lost());
    assertEquals(0, result.twice());
    assertEquals(ROUNDS, result.rounds());
    assertTrue(result.summedUp() > 0, "nothing was summed up under load");
  }
}

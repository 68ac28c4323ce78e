package io.pitot.collector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.collector.store.IntervalKey;
import org.junit.jupiter.api.Test;

/** Which resizes belong to one storm, and how long they took at most. */
class ResizeSumsTest {
  private static final long MILLI = 1_000_000;
  private static final long WINDOW = 1_000;

  @Test
  void whatABeginningRecordingCutsInTwoIsOneStorm() {
    ResizeSums resizes = new ResizeSums();
    resizes.addEarly(key(1, WINDOW), new ResizeSums.Sum(10, 600 * MILLI, 0, 1 << 24));
    resizes.add(key(1, WINDOW + 10), new ResizeSums.Sum(1, 900 * MILLI, 0, 1 << 24));

    assertEquals(11, resizes.worst().resizes());
    assertEquals(1_500 * MILLI, resizes.worst().movingNanos());
    assertEquals(11, resizes.total().resizes());
  }

  @Test
  void manyJvmsMakeNoStormTogether() {
    ResizeSums resizes = new ResizeSums();
    for (int series = 0; series < 50; series++) {
      resizes.addEarly(key(series, WINDOW), new ResizeSums.Sum(1, 10 * MILLI, 0, 1 << 24));
      resizes.add(key(series, WINDOW + 20), new ResizeSums.Sum(1, 10 * MILLI, 0, 1 << 24));
    }

    assertEquals(1, resizes.worst().resizes());
    assertEquals(10 * MILLI, resizes.worst().movingNanos());
    assertEquals(100, resizes.total().resizes());
  }

  /** Five times twice as large: together less than twice the last table. */
  @Test
  void aThreadWithoutAProcessorMovesNothing() {
    ResizeSums resizes = new ResizeSums();
    long bins = ResizeSums.binsOfOneMap(5, 131_072);
    resizes.add(key(1, WINDOW), new ResizeSums.Sum(5, 900 * MILLI, 100 * MILLI, bins));

    assertEquals(800 * MILLI, resizes.worst().netNanos());
    assertEquals(262_144 * 100, resizes.worst().movingNanos());
    assertEquals(131_072, ResizeSums.binsOfOneMap(1, 131_072));
  }

  private static IntervalKey key(int series, long windowSeconds) {
    return new IntervalKey(1, 1, windowSeconds, series, 0);
  }
}

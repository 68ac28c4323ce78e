package io.pitot.collector.query;

/** Whether one map has only grown, by the sizes that its JVM's agent told, the latest last. */
final class MapGrowth {
  /** A map that is being filled for the first time grows too, but not for long. */
  private static final int MIN_STEPS = 2;

  private static final long LARGE = 10_000;

  private long firstMillis;
  private long firstSize = -1;
  private long lastMillis;
  private long lastSize;
  private int steps;
  private boolean hasShrunk;
  private boolean hasStopped;

  void add(long millis, long size) {
    if (firstSize < 0) {
      firstMillis = millis;
      firstSize = size;
    } else {
      hasShrunk |= size < lastSize;
      hasStopped = size <= lastSize;
      steps += hasStopped ? 0 : 1;
    }
    lastMillis = millis;
    lastSize = size;
  }

  MapsAnswer.Growth told() {
    return steps >= MIN_STEPS && !hasShrunk && !hasStopped && lastSize >= LARGE
        ? new MapsAnswer.Growth(firstSize, lastSize, firstMillis, lastMillis)
        : MapsAnswer.Growth.NONE;
  }
}

package io.pitot.collector.query;

import java.time.Duration;

/** How long a query may go on. */
final class Budget {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int BLOCKS_BETWEEN_LOOKS = 256;

  private final long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
  private int blocks;

  /** Counts a block that was read. */
  void spend() {
    if (++blocks % BLOCKS_BETWEEN_LOOKS == 0 && System.nanoTime() - deadlineNanos > 0) {
      throw new QueryLimitException(
          "the query was stopped after %d s: choose a shorter time or fewer instances"
              .formatted(LIMIT.toSeconds()));
    }
  }
}

package io.pitot.collector.query;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How long a query may go on. */
final class Budget {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int BLOCKS_BETWEEN_LOOKS = 256;

  private final Duration limit;
  private final long deadlineNanos;
  private final AtomicInteger blocks = new AtomicInteger();

  Budget() {
    this(LIMIT);
  }

  Budget(Duration limit) {
    this.limit = limit;
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
  }

  /** Counts a block that was read; by any thread. */
  void spend() {
    if (blocks.incrementAndGet() % BLOCKS_BETWEEN_LOOKS == 0) {
      check();
    }
  }

  /**
   * Looks at the clock.
   *
   * @throws QueryLimitException when time is up
   */
  void check() {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new QueryLimitException(
          "the query was stopped after %s s: choose a shorter time or fewer instances"
              .formatted(limit.toSeconds()));
    }
  }
}

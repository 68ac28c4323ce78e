package io.pitot.agent;

import io.pitot.agent.planted.Guard;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Switches the agent off where its hooks take more of the processors than anything that they find
 * is worth. Counted is what they do besides the look that finds nothing to do.
 */
final class CostLimit {
  /** One bad second may be a machine that stood still. */
  private static final int LOOK_SECONDS = 5;

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(LOOK_SECONDS);

  private final double percent;
  private long lookNanos = System.nanoTime();
  private long spentNanos = Guard.spentNanos();

  /**
   * A limit of a JVM.
   *
   * @param percent of one processor
   */
  CostLimit(double percent) {
    this.percent = percent;
  }

  /** What the hooks have taken for too long; null while it is bearable. */
  @Nullable String exceeded() {
    long now = System.nanoTime();
    if (now - lookNanos < LOOK_NANOS) {
      return null;
    }
    long spent = Guard.spentNanos();
    double taken = 100.0 * (spent - spentNanos) / (now - lookNanos);
    lookNanos = now;
    spentNanos = spent;
    return taken <= percent
        ? null
        : String.format(
            Locale.ROOT,
            "its hooks took %.2f %% of a processor, more than cost-limit=%s for %d s",
            taken,
            percent,
            LOOK_SECONDS);
  }
}

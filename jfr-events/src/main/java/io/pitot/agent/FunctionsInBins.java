package io.pitot.agent;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The functions that ran for long under the locks of a map's bins. Who held a lock tells of it when
 * it is let go; who waited for that lock asks later, when it is done with its own operation.
 */
final class FunctionsInBins {
  /** Two bins that share one of these may hide each other. */
  private static final int PLACES = 16;

  /** One of them. */
  record Run(int bin, long fromNanos, long toNanos) {}

  private final AtomicReferenceArray<@Nullable Run> latest = new AtomicReferenceArray<>(PLACES);

  void ran(int bin, long fromNanos, long toNanos) {
    latest.set(bin & (PLACES - 1), new Run(bin, fromNanos, toNanos));
  }

  /** Whether one of them ran in this time. */
  boolean haveRun(int bin, long fromNanos, long toNanos) {
    Run run = latest.get(bin & (PLACES - 1));
    return run != null
        && run.bin == bin
        && run.fromNanos - toNanos < 0
        && run.toNanos - fromNanos > 0;
  }
}

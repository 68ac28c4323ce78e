package io.pitot.collector.store.rocks;

import java.time.Duration;

/**
 * Since when writes have failed. After a full disk the engine goes on by itself when there is more
 * space than one of its write buffers takes, and on a small disk there never is; and what it takes
 * for a broken disk it never tries again. Then it has to be opened anew.
 */
final class FailedWrites {
  /** The engine looks for space every five seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(6);

  /** For the files that an opening begins. */
  static final long NEEDED_BYTES = 8L << 20;

  private boolean failing;
  private long nextTryNanos;

  void succeeded() {
    failing = false;
  }

  void failed(long nowNanos) {
    if (!failing) {
      failing = true;
      nextTryNanos = nowNanos + PATIENCE.toNanos();
    }
  }

  /** Whether it is time to open the engine anew; not again for a while then. */
  boolean isStuck(long nowNanos, long freeBytes) {
    if (!failing || nowNanos - nextTryNanos < 0 || freeBytes < NEEDED_BYTES) {
      return false;
    }
    nextTryNanos = nowNanos + PATIENCE.toNanos();
    return true;
  }
}

package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/** An operation that was picked to be timed as a whole. */
final class Operation {
  final long startNanos = System.nanoTime();

  /** What it waits for on its way; null while there is nothing. */
  @Nullable Wait wait;
}

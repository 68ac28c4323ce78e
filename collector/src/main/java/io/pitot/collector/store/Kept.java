package io.pitot.collector.store;

import java.time.Duration;

/**
 * How long each level is kept.
 *
 * @param windows of 10 s, and waits, pauses and events one by one
 * @param tens sums of ten minutes
 * @param history sums of hours
 */
public record Kept(Duration windows, Duration tens, Duration history) {
  /** Each as long as the one of the two that keeps it longer. */
  Kept orLonger(Kept other) {
    return new Kept(
        longer(windows, other.windows), longer(tens, other.tens), longer(history, other.history));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}

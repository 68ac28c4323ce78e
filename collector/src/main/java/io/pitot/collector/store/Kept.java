package io.pitot.collector.store;

import java.time.Duration;

/**
 * How long each level is kept.
 *
 * @param raw windows of 10 s as they came, before only packed ones are kept; where it is not
 *     shorter than {@code windows} nothing is packed
 * @param windows of 10 s in either form, and waits, pauses and events one by one
 * @param tens sums of ten minutes
 * @param history sums of hours
 */
public record Kept(Duration raw, Duration windows, Duration tens, Duration history) {
  /** Each as long as the one of the two that keeps it longer. */
  Kept orLonger(Kept other) {
    return new Kept(
        longer(raw, other.raw),
        longer(windows, other.windows),
        longer(tens, other.tens),
        longer(history, other.history));
  }

  /** Whether windows are packed. */
  boolean packs() {
    return raw.compareTo(windows) < 0;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}

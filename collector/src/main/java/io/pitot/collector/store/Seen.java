package io.pitot.collector.store;

/**
 * When something was seen.
 *
 * @param firstSeconds start of the first window, in seconds since the epoch
 * @param lastSeconds start of the last window
 */
public record Seen(long firstSeconds, long lastSeconds) {
  /** Both together. */
  public Seen with(Seen other) {
    return new Seen(
        Math.min(firstSeconds, other.firstSeconds), Math.max(lastSeconds, other.lastSeconds));
  }

  /** Whether some of it may lie between the two, the end excluded. */
  public boolean overlaps(long fromSeconds, long toSeconds) {
    return firstSeconds < toSeconds && lastSeconds >= fromSeconds;
  }
}

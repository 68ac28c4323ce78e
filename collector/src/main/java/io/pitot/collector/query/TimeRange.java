package io.pitot.collector.query;

import io.pitot.collector.store.Seen;
import io.pitot.collector.store.WindowRecord;

/**
 * A range of time. A window belongs to it when it starts in it, so that ranges that follow each
 * other share no window.
 *
 * @param fromMillis ms since the epoch, inclusive
 * @param toMillis ms since the epoch, exclusive
 */
public record TimeRange(long fromMillis, long toMillis) {
  static final long WINDOW_MILLIS = WindowRecord.LENGTH_SECONDS * 1000L;

  /** Checks the order of the two. */
  public TimeRange {
    if (fromMillis < 0 || fromMillis >= toMillis) {
      throw new InvalidQueryException(
          "the range from %s to %s ms is empty: 'from' has to be before 'to'"
              .formatted(fromMillis, toMillis));
    }
  }

  long fromSeconds() {
    return -Math.floorDiv(-fromMillis, 1000);
  }

  long toSeconds() {
    return -Math.floorDiv(-toMillis, 1000);
  }

  /** Whether the window that starts then lies in it. */
  boolean holds(long windowSeconds) {
    return windowSeconds >= fromSeconds() && windowSeconds < toSeconds();
  }

  boolean mayHold(Seen seen) {
    return seen.overlaps(fromSeconds(), toSeconds());
  }
}

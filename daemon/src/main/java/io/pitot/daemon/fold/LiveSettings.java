package io.pitot.daemon.fold;

import java.util.Map;

/**
 * What a live JVM is recorded with by us, to be told from what others record.
 *
 * @param recording the name of our recording; others of ours begin with it and a dash
 * @param drill the name of our recording of a drill
 * @param thresholdNanos by event type; events of others are not in it
 */
public record LiveSettings(String recording, String drill, Map<String, Long> thresholdNanos) {
  /** Of a file that somebody brings: its settings are as good as any. */
  static final LiveSettings OF_A_FILE = new LiveSettings("", "", Map.of());

  private static final long MINUTE_MILLIS = 60_000;

  public LiveSettings {
    thresholdNanos = Map.copyOf(thresholdNanos);
  }

  /**
   * Whether a window tells how frames ran. That is as large as the stacks themselves, and changes
   * little once a JVM is warm: of a live one the first minute tells it and then one window of each
   * minute, of a file all do.
   *
   * @param firstMillis the start of the first window
   */
  boolean tellsKinds(long windowMillis, long firstMillis) {
    return equals(OF_A_FILE)
        || windowMillis % MINUTE_MILLIS == 0
        || windowMillis - firstMillis < MINUTE_MILLIS;
  }
}

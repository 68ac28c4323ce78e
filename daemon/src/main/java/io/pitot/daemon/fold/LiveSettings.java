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

  public LiveSettings {
    thresholdNanos = Map.copyOf(thresholdNanos);
  }
}

package io.pitot.collector.ingest;

import java.util.Map;

/**
 * A JVM as its node's daemon last described it.
 *
 * @param state {@code discovered}, {@code attaching}, {@code recording}, {@code refused} or {@code
 *     gone}
 * @param reason one line, empty unless there is something to tell
 * @param remedy one line: what a person can do about it
 * @param sinceMillis when the state began
 * @param windowEndMillis when the window that is being collected ends; 0 when there is none
 * @param windows handed on by the daemon so far
 * @param drillFromMillis when the last drill that was asked for through the collector began; 0 when
 *     there was none
 * @param drillUntilMillis when it ends or ended
 */
public record ReportedTarget(
    String id,
    long pid,
    String state,
    String reason,
    String remedy,
    long sinceMillis,
    long windowEndMillis,
    long windows,
    long drillFromMillis,
    long drillUntilMillis,
    Map<String, String> labels) {

  /** The label's value; empty when there is none. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /** Whether a profile of it is on its way or may come. */
  public boolean isAlive() {
    return state.equals("discovered") || state.equals("attaching") || state.equals("recording");
  }
}

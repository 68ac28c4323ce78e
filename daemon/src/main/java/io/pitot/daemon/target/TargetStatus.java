package io.pitot.daemon.target;

/**
 * How a target is doing, as shown to people and reported to the collector.
 *
 * @param reason why it is in this state; empty when there is nothing to tell; one line
 * @param remedy what a person can do about it; may be empty; one line
 * @param sinceMillis when the state began, ms since the epoch
 * @param windowEndMillis end of the window that is being collected; 0 when there is none
 * @param windows windows handed to the spool so far
 */
public record TargetStatus(
    TargetIdentity identity,
    int pid,
    State state,
    String reason,
    String remedy,
    long sinceMillis,
    long windowEndMillis,
    long windows) {

  public enum State {
    /** Seen, nothing done to it yet. */
    DISCOVERED,
    /** The recording is being started. */
    ATTACHING,
    /** Its chunks are being read. */
    RECORDING,
    /** It will not be recorded; reason and remedy say why. */
    REFUSED,
    /** The process has ended. */
    GONE
  }
}

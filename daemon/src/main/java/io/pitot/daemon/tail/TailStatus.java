package io.pitot.daemon.tail;

import io.pitot.daemon.fold.ParkTally;

/**
 * How the reading of one target goes.
 *
 * @param windowEndMillis end of the window that is being collected, ms since the epoch
 * @param flushedMillis when the newest flush that was read was written, ms since the epoch; 0 when
 *     none was
 * @param chunks that reading has come to so far
 * @param windows handed on so far, parts included
 * @param parks that were short, of all that was read
 */
public record TailStatus(
    Phase phase,
    long windowEndMillis,
    long flushedMillis,
    int chunks,
    long windows,
    ParkTally parks) {
  public enum Phase {
    /** Its chunks are read as they grow. */
    READING,
    /** The JVM lives and writes nothing: somebody stopped the recording. */
    STALLED,
    /** Everything was handed on: the JVM or the recording has ended. */
    ENDED,
    /** Nothing more is read because of an error in Pitot, which is in the log. */
    FAILED;

    /** Whether nothing more is read. */
    public boolean isOver() {
      return this == ENDED || this == FAILED;
    }
  }
}

package io.pitot.jfr;

/** What a look at a live chunk found. */
public enum Poll {
  /** Nothing new since the last look, or the JVM is just writing the header: look again later. */
  NOT_READY,
  /** New events were delivered; more may follow. */
  ADVANCED,
  /** The JVM has finished this chunk and everything in it was delivered. */
  FINISHED
}

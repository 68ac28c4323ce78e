package io.pitot.jfr;

/** Follows a chunk: begin, events (to {@link EventHandler}), flushes. */
public interface ChunkHandler {
  /** A new chunk: from here on all ids and method keys mean something else. */
  default void started(ChunkHeader header) {}

  /**
   * Follows the events of one segment: of a whole chunk in a finished file, of one poll in a live
   * one. Every id seen up to here resolves now, as far as the recording holds it at all.
   *
   * @param header tells the time up to which the events are complete
   * @param constants valid until this returns
   */
  default void flushed(ChunkHeader header, Constants constants) {}
}

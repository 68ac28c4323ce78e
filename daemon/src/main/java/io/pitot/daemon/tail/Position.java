package io.pitot.daemon.tail;

/**
 * A place in the recording of one JVM, between two flushes.
 *
 * @param chunkFile name of the chunk's file, in whatever folder it is
 * @param chunkStartTicks tells chunks apart for certain, and their order, whatever becomes of the
 *     clock
 * @param offset in that file
 */
record Position(String chunkFile, long chunkStartTicks, long offset) {
  Position from(long otherOffset) {
    return new Position(chunkFile, chunkStartTicks, otherOffset);
  }
}

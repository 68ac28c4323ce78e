package io.pitot.jfr;

/**
 * What a chunk says of itself. A live chunk's header moves on with every flush.
 *
 * <pre>
 *  0 'F' 'L' 'R' 0      4 major u2   6 minor u2
 *  8 size s8           16 newest checkpoint s8 (offset in the chunk)
 * 24 metadata s8       32 start, ns since the epoch s8
 * 40 duration ns s8    48 start ticks s8
 * 56 ticks per second s8
 * 64 state u1: 0 finished, 255 being rewritten, else counts flushes
 * 65 -                 66 flags u2: 1 compressed integers, 2 last chunk of the recording
 * </pre>
 *
 * All integers are big-endian.
 *
 * @param fileOffset where the chunk begins in the file
 * @param sizeBytes from the chunk's begin to the end of its last flush
 * @param checkpointOffset of the newest checkpoint, from the chunk's begin; 0 for none
 * @param metadataOffset of the newest metadata, from the chunk's begin
 * @param durationNanos from the start to the last flush
 * @param finished false while the JVM writes, and for ever if it was killed
 * @param last whether the JVM wrote no chunk after it at the time; known of finished ones only
 */
public record ChunkHeader(
    int majorVersion,
    int minorVersion,
    long fileOffset,
    long sizeBytes,
    long checkpointOffset,
    long metadataOffset,
    long durationNanos,
    TickClock clock,
    boolean finished,
    boolean compressedIntegers,
    boolean last) {

  static final int SIZE_BYTES = 68;

  /** Where the chunk begins, ns since the epoch. */
  public long startNanos() {
    return clock.startNanos();
  }

  /** Ticks at {@link #startNanos}. */
  public long startTicks() {
    return clock.startTicks();
  }

  /** Ticks in one second. */
  public long ticksPerSecond() {
    return clock.ticksPerSecond();
  }

  /**
   * The wall time of the last flush, ns since the epoch: events that ended before it are in the
   * chunk.
   */
  public long flushedNanos() {
    return clock.startNanos() + durationNanos;
  }

  /** The same header, of a chunk that really ends elsewhere. */
  ChunkHeader endingAt(long fileEnd) {
    return corrected(fileEnd - fileOffset, checkpointOffset);
  }

  /** The same header, of a chunk whose newest checkpoint really stands elsewhere. */
  ChunkHeader withCheckpointAt(long offset) {
    return corrected(sizeBytes, offset);
  }

  private ChunkHeader corrected(long size, long checkpoint) {
    return new ChunkHeader(
        majorVersion,
        minorVersion,
        fileOffset,
        size,
        checkpoint,
        metadataOffset,
        durationNanos,
        clock,
        finished,
        compressedIntegers,
        last);
  }

  /** Where the chunk's read part ends in the file. */
  long fileEnd() {
    return fileOffset + sizeBytes;
  }
}

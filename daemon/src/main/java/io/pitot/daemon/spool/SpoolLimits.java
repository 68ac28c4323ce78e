package io.pitot.daemon.spool;

/**
 * Bounds of a spool.
 *
 * @param maxBytes on disk; above it the oldest segment goes
 * @param segmentBytes a segment that has reached it is closed and a new one begun
 * @param maxRecordBytes a larger record is refused
 */
public record SpoolLimits(long maxBytes, int segmentBytes, int maxRecordBytes) {
  public static final SpoolLimits DEFAULT = ofSize(256L << 20);

  private static final int MAX_RECORD_BYTES = 16 << 20;

  public SpoolLimits {
    if (segmentBytes < 1 || maxRecordBytes < 1 || maxBytes < (long) segmentBytes + maxRecordBytes) {
      throw new IllegalArgumentException(
          "a spool of "
              + maxBytes
              + " bytes has no room for a segment of "
              + segmentBytes
              + " and a record of "
              + maxRecordBytes
              + "; make it larger");
    }
  }

  /** A spool of this size in 16 segments. */
  public static SpoolLimits ofSize(long maxBytes) {
    int segmentBytes = (int) Math.min(8 << 20, Math.max(1, maxBytes / 16));
    return new SpoolLimits(
        maxBytes, segmentBytes, (int) Math.min(MAX_RECORD_BYTES, maxBytes - segmentBytes));
  }
}

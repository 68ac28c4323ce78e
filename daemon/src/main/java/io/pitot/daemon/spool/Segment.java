package io.pitot.daemon.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One file of the spool: records in ascending sequence, appended and then only read. */
final class Segment implements Closeable {
  private static final String SUFFIX = ".segment";

  private final SpoolFile file;
  private long[] sequences = new long[16];
  private int[] offsets = new int[16];
  private int records;
  private int sizeBytes;

  private Segment(SpoolFile file, int sizeBytes) {
    this.file = file;
    this.sizeBytes = sizeBytes;
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  static Segment create(ChannelOpener opener, Path directory, long firstSequence)
      throws IOException {
    SpoolFile file =
        new SpoolFile(opener, directory.resolve("%020d%s".formatted(firstSequence, SUFFIX)));
    Segment segment = new Segment(file, RecordFormat.FILE_HEADER_BYTES);
    try {
      file.truncate(0);
      file.write(RecordFormat.fileHeader(), 0);
      SpoolFile.syncDirectory(directory);
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
    return segment;
  }

  /** Of a file whose intact records stand at the offsets; what lies behind the last is cut off. */
  static Segment of(ChannelOpener opener, SegmentScan scan) throws IOException {
    Segment segment = new Segment(new SpoolFile(opener, scan.file()), scan.endOffset());
    segment.file.truncate(scan.endOffset());
    scan.forEach(segment::index);
    return segment;
  }

  /**
   * Appends the record and returns when it is on the disk.
   *
   * @throws IOException when it is not; the segment is as before
   */
  void append(long sequence, byte[] payload) throws IOException {
    ByteBuffer bytes = RecordFormat.record(sequence, payload);
    int length = bytes.remaining();
    try {
      file.write(bytes, sizeBytes);
      file.sync();
    } catch (IOException e) {
      cutOffRemains(e);
      throw e;
    }
    index(sequence, sizeBytes);
    sizeBytes += length;
  }

  private void cutOffRemains(IOException cause) {
    try {
      file.truncate(sizeBytes);
    } catch (IOException e) {
      // The next record is written over them, and a scan goes around them.
      cause.addSuppressed(e);
    }
  }

  long lastSequence() {
    return records == 0 ? -1 : sequences[records - 1];
  }

  /** The first record at or after the sequence; -1 when there is none. */
  long firstSequenceFrom(long sequence) {
    int at = indexFrom(sequence);
    return at < records ? sequences[at] : -1;
  }

  /**
   * Reads a record of this segment.
   *
   * @return null when the disk does not give back what was written
   */
  byte @Nullable [] read(long sequence) throws IOException {
    int at = indexFrom(sequence);
    int end = at + 1 < records ? offsets[at + 1] : sizeBytes;
    Entry entry = RecordFormat.entryAt(file.read(offsets[at], end - offsets[at]), 0);
    return entry == null || entry.sequence() != sequence ? null : entry.payload();
  }

  long offsetOf(long sequence) {
    return offsets[indexFrom(sequence)];
  }

  int sizeBytes() {
    return sizeBytes;
  }

  Path path() {
    return file.path();
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file.path());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void index(long sequence, int offset) {
    if (records == sequences.length) {
      sequences = Arrays.copyOf(sequences, records * 2);
      offsets = Arrays.copyOf(offsets, records * 2);
    }
    sequences[records] = sequence;
    offsets[records] = offset;
    records++;
  }

  private int indexFrom(long sequence) {
    int at = Arrays.binarySearch(sequences, 0, records, sequence);
    return at >= 0 ? at : -at - 1;
  }
}

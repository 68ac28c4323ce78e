package io.pitot.daemon.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One file of the spool: records in ascending sequence, appended and then only read. */
final class Segment implements Closeable {
  private static final String SUFFIX = ".segment";

  private final Path file;
  private final FileChannel channel;
  private long[] sequences = new long[16];
  private int[] offsets = new int[16];
  private int records;
  private int sizeBytes;

  private Segment(Path file, FileChannel channel, int sizeBytes) {
    this.file = file;
    this.channel = channel;
    this.sizeBytes = sizeBytes;
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  static Segment create(ChannelOpener opener, Path directory, long firstSequence)
      throws IOException {
    Path file = directory.resolve("%020d%s".formatted(firstSequence, SUFFIX));
    FileChannel channel =
        opener.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    Segment segment = new Segment(file, channel, RecordFormat.FILE_HEADER_BYTES);
    try {
      writeFully(channel, RecordFormat.fileHeader(), 0);
      syncDirectory(directory);
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
    return segment;
  }

  /** Of a file whose intact records stand at the offsets; what lies behind the last is cut off. */
  static Segment of(ChannelOpener opener, SegmentScan scan) throws IOException {
    FileChannel channel =
        opener.open(scan.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(scan.file(), channel, scan.endOffset());
    if (channel.size() > scan.endOffset()) {
      channel.truncate(scan.endOffset());
    }
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
      writeFully(channel, bytes, sizeBytes);
      channel.force(false);
    } catch (IOException e) {
      cutOffRemains(e);
      throw e;
    }
    index(sequence, sizeBytes);
    sizeBytes += length;
  }

  private void cutOffRemains(IOException cause) {
    try {
      channel.truncate(sizeBytes);
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
    ByteBuffer bytes = ByteBuffer.allocate(end - offsets[at]);
    while (bytes.hasRemaining()
        && channel.read(bytes, (long) offsets[at] + bytes.position()) >= 0) {}
    Entry entry = RecordFormat.entryAt(bytes.flip(), 0);
    return entry == null || entry.sequence() != sequence ? null : entry.payload();
  }

  long offsetOf(long sequence) {
    return offsets[indexFrom(sequence)];
  }

  int sizeBytes() {
    return sizeBytes;
  }

  Path file() {
    return file;
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
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

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** A file is found after a power cut only when its directory was synced too. */
  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}

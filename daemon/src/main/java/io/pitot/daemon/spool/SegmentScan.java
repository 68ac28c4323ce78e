package io.pitot.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is intact in a segment file that an earlier daemon left. */
final class SegmentScan {
  /** Receives where each intact record stands. */
  @FunctionalInterface
  interface RecordVisitor {
    void record(long sequence, int offset);
  }

  /**
   * Bytes that are no intact record.
   *
   * @param offset in the file
   */
  record Gap(int offset, int lengthBytes) {}

  private record Found(long sequence, int offset) {}

  private final Path file;
  private final List<Found> found = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private int endOffset = RecordFormat.FILE_HEADER_BYTES;
  private int fileBytes;

  private SegmentScan(Path file) {
    this.file = file;
  }

  /**
   * Reads the whole file.
   *
   * @throws IOException also when another version of the format wrote it
   */
  static SegmentScan of(Path file) throws IOException {
    SegmentScan scan = new SegmentScan(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    scan.checkVersion(bytes);
    scan.scan(bytes);
    return scan;
  }

  Path file() {
    return file;
  }

  void forEach(RecordVisitor visitor) {
    for (Found record : found) {
      visitor.record(record.sequence(), record.offset());
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  long lastSequence() {
    return found.get(found.size() - 1).sequence();
  }

  /** Damage with intact records behind it. */
  List<Gap> gaps() {
    return gaps;
  }

  /** Where the last intact record ends. */
  int endOffset() {
    return endOffset;
  }

  /** Behind the last intact record. */
  int tailBytes() {
    return Math.max(0, fileBytes - endOffset);
  }

  private void checkVersion(ByteBuffer bytes) throws IOException {
    if (bytes.limit() >= RecordFormat.FILE_HEADER_BYTES
        && bytes.getInt(0) == RecordFormat.FILE_MARK
        && bytes.getInt(4) > RecordFormat.VERSION) {
      throw new IOException(
          file
              + ", offset 4: the spool's format version is "
              + bytes.getInt(4)
              + ", expected "
              + RecordFormat.VERSION
              + "; start the newer Pitot that wrote it, or delete the file to lose what it holds");
    }
  }

  private void scan(ByteBuffer bytes) {
    fileBytes = bytes.limit();
    long previous = -1;
    int at = RecordFormat.FILE_HEADER_BYTES;
    while (at < bytes.limit()) {
      Entry entry = RecordFormat.entryAt(bytes, at);
      if (entry == null || entry.sequence() <= previous) {
        at++;
        continue;
      }
      if (at > endOffset) {
        gaps.add(new Gap(endOffset, at - endOffset));
      }
      previous = entry.sequence();
      found.add(new Found(previous, at));
      at += RecordFormat.RECORD_HEADER_BYTES + entry.payload().length;
      endOffset = at;
    }
  }
}

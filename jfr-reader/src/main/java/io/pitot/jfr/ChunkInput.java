package io.pitot.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A window that moves over one chunk of a file, forward or by {@link #seek}, and never past the end
 * that was set. Windows are copies, not mappings: a file that is cut short while it is read gives
 * an error here instead of a fault in the JVM.
 */
final class ChunkInput {
  private static final int WINDOW_BYTES = 64 << 10;

  private final FileChannel channel;
  private final Path path;
  private byte[] buffer = new byte[WINDOW_BYTES + Varint.SLACK];

  /** File offset of {@code buffer[0]}. */
  private long base;

  private int position;
  private int limit;
  private long end;
  private boolean compressed = true;

  ChunkInput(FileChannel channel, Path path) {
    this.channel = channel;
    this.path = path;
  }

  /**
   * Limits reading to {@code [.., endOffset)} and forgets what was read, which may have changed.
   */
  void bound(long endOffset, boolean compressedIntegers) {
    end = endOffset;
    compressed = compressedIntegers;
    base = 0;
    position = 0;
    limit = 0;
  }

  long end() {
    return end;
  }

  boolean compressed() {
    return compressed;
  }

  void seek(long offset) throws CorruptRecordingException {
    if (offset < 0 || offset > end) {
      throw corrupt(offset, "a reference", offset, "an offset within 0.." + end);
    }
    if (offset >= base && offset <= base + limit) {
      position = (int) (offset - base);
    } else {
      base = offset;
      position = 0;
      limit = 0;
    }
  }

  long offset() {
    return base + position;
  }

  long remaining() {
    return end - offset();
  }

  void skip(long bytes) throws CorruptRecordingException {
    if (bytes < 0 || bytes > remaining()) {
      throw corrupt(offset(), "a length", bytes, "0.." + remaining());
    }
    seek(offset() + bytes);
  }

  /**
   * An integer as JFR writes {@code int}, {@code long}, {@code short}, {@code char}, references.
   */
  long integer(int uncompressedSize) throws IOException {
    if (!compressed) {
      return fixed(uncompressedSize);
    }
    makeAvailable(Varint.MAX_BYTES);
    long value = Varint.decode(buffer, position);
    position = Varint.skip(buffer, position);
    checkLimit();
    return value;
  }

  long fixed(int size) throws IOException {
    makeAvailable(size);
    long value = Varint.fixed(buffer, position, size);
    position += size;
    checkLimit();
    return value;
  }

  void skipIntegers(long count, int uncompressedSize) throws IOException {
    if (!compressed) {
      skip(count * uncompressedSize);
      return;
    }
    for (long i = 0; i < count; i++) {
      makeAvailable(Varint.MAX_BYTES);
      position = Varint.skip(buffer, position);
      checkLimit();
    }
  }

  /**
   * A count or a size, of things that take at least {@code itemBytes} each.
   *
   * @return 0 to what can still come
   */
  int count(String what, int itemBytes) throws IOException {
    long at = offset();
    long value = (int) integer(4);
    long most = Math.min(Integer.MAX_VALUE - 64, remaining() / itemBytes);
    if (value < 0 || value > most) {
      throw corrupt(at, what, value, "0.." + most);
    }
    return (int) value;
  }

  /** Makes {@code [offset, offset + size)} stand in {@link #window} at {@link #windowPosition}. */
  void makeContiguous(int size) throws IOException {
    makeAvailable(size);
    if (limit - position < size) {
      throw truncated();
    }
  }

  byte[] window() {
    return buffer;
  }

  int windowPosition() {
    return position;
  }

  CorruptRecordingException corrupt(long at, String what, Object actual, Object expected) {
    return new CorruptRecordingException(path, at, what, actual, expected);
  }

  private void makeAvailable(int size) throws IOException {
    if (limit - position < size) {
      refill(size);
    }
  }

  private void checkLimit() throws CorruptRecordingException {
    if (position > limit) {
      throw truncated();
    }
  }

  private CorruptRecordingException truncated() {
    long there = base + limit;
    return there < end
        ? corrupt(there, "the end of the file", there, "at least " + end)
        : corrupt(end, "a value", "longer than what it is part of", "an end at " + end);
  }

  /** Moves the window to the position, with at least {@code size} bytes where the file has them. */
  private void refill(int size) throws IOException {
    int kept = limit - position;
    byte[] target = buffer;
    if (size > buffer.length - Varint.SLACK) {
      target = new byte[size + Varint.SLACK];
    }
    System.arraycopy(buffer, position, target, 0, kept);
    buffer = target;
    base += position;
    position = 0;
    limit = kept;
    int wanted = (int) Math.min(buffer.length - Varint.SLACK, end - base);
    ByteBuffer into = ByteBuffer.wrap(buffer);
    while (limit < wanted) {
      into.limit(wanted).position(limit);
      int read = channel.read(into, base + limit);
      if (read < 0) {
        break;
      }
      limit += read;
    }
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A position in one chunk that decodes what stands there, forward or after a {@link #seek}, and
 * never past the end that was set.
 */
final class ChunkInput {
  private static final int FORWARD_BLOCK_BYTES = 64 << 10;
  private static final int LOOKUP_BLOCK_BYTES = 16 << 10;

  private final FileBlocks blocks;
  private final Path path;
  private byte[] buffer = new byte[Varint.SLACK];

  /** File offset of {@code buffer[0]}. */
  private long base;

  private int position;
  private int limit;
  private long end;
  private boolean compressed = true;

  private ChunkInput(FileBlocks blocks, Path path) {
    this.blocks = blocks;
    this.path = path;
  }

  /** To read on and on. */
  static ChunkInput forward(FileChannel channel, Path path) {
    return new ChunkInput(new FileBlocks(channel, FORWARD_BLOCK_BYTES, 1), path);
  }

  /**
   * To read here and there.
   *
   * @param blocks how many blocks of 16 KB are kept in memory, a power of two
   */
  static ChunkInput anywhere(FileChannel channel, Path path, int blocks) {
    return new ChunkInput(new FileBlocks(channel, LOOKUP_BLOCK_BYTES, blocks), path);
  }

  /** Limits reading to what stands before {@code endOffset}. */
  void bound(long endOffset, boolean compressedIntegers) {
    end = endOffset;
    compressed = compressedIntegers;
    base = 0;
    position = 0;
    limit = 0;
  }

  /** Lets go of what was read; the next position is sought. */
  void forgetBlocks() {
    blocks.forget();
    buffer = new byte[Varint.SLACK];
    bound(end, compressed);
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
      if (count > remaining() / uncompressedSize) {
        throw corrupt(
            offset(), "a number of values", count, "0.." + remaining() / uncompressedSize);
      }
      skip(count * uncompressedSize);
      return;
    }
    long left = count;
    while (left > 0) {
      makeAvailable(Varint.MAX_BYTES);
      int fits = (int) Math.min(left, Math.max(1, (limit - position) / Varint.MAX_BYTES));
      position = Varint.skip(buffer, position, fits);
      left -= fits;
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
    long value = integer(4);
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

  /** Makes what a value mostly takes stand in the window, so that it need not be moved midway. */
  void prefetch() throws IOException {
    makeAvailable((int) Math.min(FileBlocks.OVERLAP_BYTES, remaining()));
  }

  byte[] window() {
    return buffer;
  }

  int windowPosition() {
    return position;
  }

  /** Behind the last byte that stands in the window; {@link Varint#SLACK} more can be touched. */
  int windowLimit() {
    return limit;
  }

  CorruptRecordingException corrupt(long at, String what, Object actual, Object expected) {
    return new CorruptRecordingException(path, at, what, actual, expected);
  }

  private void makeAvailable(int size) throws IOException {
    if (limit - position < size) {
      load(size);
    }
  }

  private void load(int size) throws IOException {
    long offset = offset();
    FileBlocks.Block block = blocks.at(offset, size, end);
    buffer = block.bytes();
    base = block.offset();
    limit = block.size();
    if (base + limit > end) {
      limit = (int) Math.max(0, end - base);
    }
    position = (int) (offset - base);
    if (position > limit) {
      throw truncated();
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
}

package io.pitot.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@link ChunkHeader}s, also while the JVM rewrites them. */
final class HeaderReader {
  static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int STATE_OFFSET = 64;
  private static final int STATE_FINISHED = 0;
  private static final int STATE_BEING_WRITTEN = 255;

  private final FileChannel channel;
  private final Path path;

  HeaderReader(FileChannel channel, Path path) {
    this.channel = channel;
    this.path = path;
  }

  /**
   * Reads the header at {@code offset} while a JVM may be writing it.
   *
   * @return null while it is not there yet or being rewritten
   */
  @Nullable ChunkHeader read(long offset) throws IOException {
    ByteBuffer before = read(offset + STATE_OFFSET, 1);
    ByteBuffer header = read(offset, ChunkHeader.SIZE_BYTES);
    ByteBuffer after = read(offset + STATE_OFFSET, 1);
    if (before == null || header == null || after == null) {
      return null;
    }
    int state = after.get(0) & 0xff;
    if (state == STATE_BEING_WRITTEN
        || before.get(0) != after.get(0)
        || header.get(STATE_OFFSET) != after.get(0)) {
      return null;
    }
    return check(decode(header, offset));
  }

  /** Reads the header at {@code offset} of a finished file and believes it. */
  ChunkHeader readSound(long offset) throws IOException {
    return check(readAtRest(offset));
  }

  /**
   * Reads the header at {@code offset} of a file that nobody writes any more; its size and its
   * offsets may be anything.
   */
  ChunkHeader readAtRest(long offset) throws IOException {
    ByteBuffer header = read(offset, ChunkHeader.SIZE_BYTES);
    if (header == null) {
      throw new CorruptRecordingException(
          path, offset, "the header of a chunk", "cut short", ChunkHeader.SIZE_BYTES + " bytes");
    }
    return decode(header, offset);
  }

  private ChunkHeader decode(ByteBuffer header, long offset) throws JfrFormatException {
    checkVersion(header, offset);
    long ticksPerSecond = header.getLong(56);
    if (ticksPerSecond <= 0) {
      throw new CorruptRecordingException(
          path, offset, "ticks per second", ticksPerSecond, "1 or more");
    }
    return new ChunkHeader(
        header.getShort(4) & 0xffff,
        header.getShort(6) & 0xffff,
        offset,
        header.getLong(8),
        header.getLong(16),
        header.getLong(24),
        header.getLong(40),
        new TickClock(header.getLong(32), header.getLong(48), ticksPerSecond),
        header.get(STATE_OFFSET) == STATE_FINISHED,
        (header.getShort(66) & 1) != 0,
        (header.getShort(66) & 2) != 0);
  }

  private @Nullable ByteBuffer read(long offset, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        return null;
      }
    }
    return bytes;
  }

  private void checkVersion(ByteBuffer header, long offset) throws JfrFormatException {
    int magic = header.getInt(0);
    if (magic != MAGIC) {
      throw new CorruptRecordingException(
          path, offset, "the begin of a chunk", String.format("0x%08x", magic), "'FLR' 0");
    }
    int major = header.getShort(4) & 0xffff;
    int minor = header.getShort(6) & 0xffff;
    if (major < 2) {
      throw new TooOldException(path, offset, major, minor);
    }
    if (major > 2) {
      throw new TooNewException(path, offset, major, minor);
    }
  }

  private ChunkHeader check(ChunkHeader header) throws CorruptRecordingException {
    if (header.finished() && header.sizeBytes() < ChunkHeader.SIZE_BYTES) {
      throw corrupt(header, "the chunk's size", header.sizeBytes(), "68 or more");
    }
    long size = Math.max(header.sizeBytes(), ChunkHeader.SIZE_BYTES);
    if (size > Long.MAX_VALUE - header.fileOffset()) {
      throw corrupt(header, "the chunk's size", size, "less");
    }
    if (header.checkpointOffset() < 0 || header.checkpointOffset() >= size) {
      throw corrupt(
          header, "the checkpoint's offset", header.checkpointOffset(), "within 0.." + size);
    }
    if (header.metadataOffset() < 0 || header.metadataOffset() >= size) {
      throw corrupt(header, "the metadata's offset", header.metadataOffset(), "within 0.." + size);
    }
    return header;
  }

  private CorruptRecordingException corrupt(
      ChunkHeader header, String what, Object actual, Object expected) {
    return new CorruptRecordingException(path, header.fileOffset(), what, actual, expected);
  }
}

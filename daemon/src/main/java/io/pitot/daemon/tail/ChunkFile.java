package io.pitot.daemon.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/**
 * A chunk of a repository.
 *
 * @param startNanos when it begins, ns since the epoch
 * @param startTicks the same on the JVM's own clock, which nobody sets
 */
record ChunkFile(Path path, long startNanos, long startTicks) {
  static final Comparator<ChunkFile> IN_TIME =
      Comparator.comparingLong(ChunkFile::startTicks).thenComparing(ChunkFile::path);

  /** Where events begin: behind the header. */
  static final long FIRST_OFFSET = 68;

  // The begin of a chunk's header: 0 'F' 'L' 'R' 0 ... 32 start, ns since the epoch s8
  // ... 48 start, ticks s8
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int START_OFFSET = 32;
  private static final int TICKS_OFFSET = 48;

  String name() {
    return path.getFileName().toString();
  }

  Position at(long offset) {
    return new Position(name(), startTicks, offset);
  }

  /** Empty when the JVM has not written the header yet. */
  static Optional<ChunkFile> look(Path path) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(TICKS_OFFSET + Long.BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {}
    }
    if (header.hasRemaining() || header.getInt(0) != MAGIC || header.getLong(START_OFFSET) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new ChunkFile(path, header.getLong(START_OFFSET), header.getLong(TICKS_OFFSET)));
  }
}

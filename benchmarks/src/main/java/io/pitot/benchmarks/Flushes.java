package io.pitot.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a JVM flushed its recording, seen from outside: the size in the chunk's header moves then.
 */
final class Flushes {
  private static final int CHUNK_SIZE_OFFSET = 8;

  private final long pid;
  private final NavigableSet<Long> millis = new TreeSet<>();
  private long chunkBytes;

  Flushes(long pid) {
    this.pid = pid;
  }

  /** To be called often. */
  void look() throws IOException {
    long nowBytes = chunkBytes();
    if (nowBytes != chunkBytes) {
      millis.add(System.currentTimeMillis());
      chunkBytes = nowBytes;
    }
  }

  /** The first one at or after this time, ms since the epoch. */
  @Nullable Long firstSince(long timeMillis) {
    return millis.ceiling(timeMillis);
  }

  private long chunkBytes() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        Path file = Files.readSymbolicLink(descriptor);
        if (file.toString().endsWith(".jfr")) {
          return chunkBytes(file);
        }
      }
    } catch (NoSuchFileException e) {
      // A descriptor was closed since the listing: the next look will tell.
    }
    return 0;
  }

  private static long chunkBytes(Path file) throws IOException {
    try (RandomAccessFile chunk = new RandomAccessFile(file.toFile(), "r")) {
      chunk.seek(CHUNK_SIZE_OFFSET);
      return chunk.length() < CHUNK_SIZE_OFFSET + Long.BYTES ? 0 : chunk.readLong();
    }
  }
}

package io.pitot.daemon.tail;

import io.pitot.jfr.ChunkReader;
import io.pitot.jfr.EarlierChunks;
import io.pitot.jfr.EventHandlers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Chunks that are still to be read, open, so that nobody can take them away. */
final class ChunkQueue implements Closeable {
  /** Each holds a descriptor; a daemon that is this far behind loses the oldest. */
  private static final int MAX_CHUNKS = 256;

  private final EventHandlers handlers;
  private final Deque<Open> chunks = new ArrayDeque<>();
  private final EarlierChunks read = EarlierChunks.ofLiveJvm();

  record Open(ChunkFile file, ChunkReader reader) {
    Position position() {
      return file.at(reader.offset());
    }
  }

  ChunkQueue(EventHandlers handlers) {
    this.handlers = handlers;
  }

  /**
   * Appends a chunk.
   *
   * @return false when it is there no more, or when too many wait
   */
  boolean add(ChunkFile file, long offset) throws IOException {
    if (chunks.size() >= MAX_CHUNKS) {
      return false;
    }
    try {
      chunks.add(new Open(file, ChunkReader.open(file.path(), handlers, offset, read)));
      return true;
    } catch (NoSuchFileException deletedMeanwhile) {
      return false;
    }
  }

  @Nullable Open first() {
    return chunks.peekFirst();
  }

  boolean hasSecond() {
    return chunks.size() > 1;
  }

  void removeFirst() throws IOException {
    chunks.removeFirst().reader().close();
  }

  @Override
  public void close() throws IOException {
    try (read) {
      while (!chunks.isEmpty()) {
        removeFirst();
      }
    }
  }
}

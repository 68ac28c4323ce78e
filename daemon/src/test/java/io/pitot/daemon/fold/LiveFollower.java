package io.pitot.daemon.fold;

import io.pitot.jfr.ChunkReader;
import io.pitot.jfr.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folds the chunks of a repository while a JVM writes them. */
final class LiveFollower implements AutoCloseable {
  private final Path repository;
  private final WindowFold fold;
  private @Nullable ChunkReader current;
  private int finishedChunks;

  LiveFollower(Path repository, WindowFold fold) {
    this.repository = repository;
    this.fold = fold;
  }

  /** Finished and growing, in order. */
  List<Path> chunks() throws IOException {
    if (!Files.exists(repository)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(repository)) {
      return files.filter(file -> file.toString().endsWith(".jfr")).sorted().toList();
    }
  }

  int finishedChunks() {
    return finishedChunks;
  }

  /** Reads what is there now. */
  void poll() throws IOException {
    while (advance()) {}
  }

  private boolean advance() throws IOException {
    ChunkReader reader = current;
    if (reader == null) {
      List<Path> chunks = chunks();
      if (chunks.size() <= finishedChunks) {
        return false;
      }
      reader = ChunkReader.open(chunks.get(finishedChunks), fold.handlers());
      current = reader;
    }
    Poll poll = reader.poll();
    if (poll == Poll.NOT_READY) {
      return false;
    }
    fold.advanceTo(reader.header().flushedNanos());
    if (poll == Poll.FINISHED) {
      reader.close();
      current = null;
      finishedChunks++;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }
}

package io.pitot.daemon.tail;

import io.pitot.jfr.EventHandlers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of one target that are still to be read, in order, from wherever its JVM writes them
 * at the moment. Those that went before they could be opened are counted as lost.
 */
final class Chunks implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private final int pid;
  private final Repository repository;
  private final Ledger ledger;
  private final ChunkQueue queue;
  private volatile Path repositoryPath;

  Chunks(int pid, Repository repository, Ledger ledger, EventHandlers handlers) {
    this.pid = pid;
    this.repository = repository;
    this.ledger = ledger;
    queue = new ChunkQueue(handlers);
    repositoryPath = repository.path();
  }

  /** Where they are, as this process sees it; for any thread. */
  Path repositoryPath() {
    return repositoryPath;
  }

  /** All chunks are new again. */
  void forget() throws IOException {
    queue.close();
    repository.forgetKnown();
  }

  /** The chunks that were not there at the last call, in order of time. */
  List<ChunkFile> takeNew() throws IOException {
    return repository.takeNew();
  }

  /**
   * Opens the chunks that have come.
   *
   * @param needsMore whether the JVM ought to write another: if there is none here, it may write
   *     elsewhere
   */
  void addNew(boolean needsMore) throws IOException {
    List<ChunkFile> found = repository.takeNew();
    if (found.isEmpty() && needsMore && repository.relocate()) {
      repositoryPath = repository.path();
      log.info("Process {} writes to {} now", pid, repository.directory());
      found = repository.takeNew();
    }
    for (ChunkFile chunk : found) {
      add(chunk, ChunkFile.FIRST_OFFSET);
    }
  }

  void add(ChunkFile chunk, long offset) throws IOException {
    if (!queue.add(chunk, offset)) {
      lost(chunk.name());
    }
  }

  void lost(String chunk) {
    log.warn("Chunk {} of process {} was deleted before it was read", chunk, pid);
    ledger.loseNow("chunk_deleted", 1, "chunks");
  }

  ChunkQueue.@Nullable Open first() {
    return queue.first();
  }

  boolean hasSecond() {
    return queue.hasSecond();
  }

  void removeFirst() throws IOException {
    queue.removeFirst();
  }

  /** Those that a killed JVM left, if the repository was ours. */
  void removeRepository() {
    try {
      repository.remove();
    } catch (IOException e) {
      log.warn("Cannot remove what process {} left: {}", pid, e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    queue.close();
  }
}

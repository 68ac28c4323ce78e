package io.pitot.daemon.tail;

import io.pitot.daemon.tail.TailState.Closing;
import io.pitot.jfr.ChunkReader;
import io.pitot.jfr.EventHandlers;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where reading begins: where an earlier daemon stopped, with the first chunk of a recording
 * that was just started, or with what a recording that was found writes from now on.
 */
final class Beginning {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TailTarget target;
  private final Optional<TailState> earlier;
  private final Chunks chunks;
  private final Ledger ledger;
  private final Replay replay;
  private final EventHandlers preludeHandlers;

  /**
   * @param preludeHandlers take from the begin of a chunk what it says of its rest
   */
  Beginning(
      TailTarget target,
      Optional<TailState> earlier,
      Chunks chunks,
      Ledger ledger,
      Replay replay,
      EventHandlers preludeHandlers) {
    this.target = target;
    this.earlier = earlier;
    this.chunks = chunks;
    this.ledger = ledger;
    this.replay = replay;
    this.preludeHandlers = preludeHandlers;
  }

  /** Fills the chunks that are to be read, and what of them is to be done again. */
  void find(boolean isAlive) throws IOException {
    // Of an attempt that failed half-way.
    chunks.forget();
    replay.forget();
    if (earlier.isPresent() && earlier.get().replay() != null) {
      resume(earlier.get(), earlier.get().replay());
    } else if (isAlive || target.fromMillis() > 0) {
      earlier.ifPresent(state -> ledger.goOn(state.progress()));
      if (target.fromMillis() > 0) {
        begin();
      } else {
        adopt();
      }
    }
  }

  private void begin() throws IOException {
    for (ChunkFile chunk : chunks.takeNew()) {
      if (chunk.startNanos() >= target.fromMillis() * NANOS_PER_MILLI) {
        chunks.add(chunk, ChunkFile.FIRST_OFFSET);
      }
    }
    ChunkQueue.Open first = chunks.first();
    if (first != null) {
      ledger.begin(first.position());
    }
  }

  private void adopt() throws IOException {
    log.info(
        "Process {} is recorded already and nothing tells how far it was read: it is read from now"
            + " on",
        target.pid());
    ledger.adopt();
    List<ChunkFile> present = chunks.takeNew();
    if (!present.isEmpty()) {
      chunks.add(present.get(present.size() - 1), ChunkFile.FIRST_OFFSET);
    }
    ChunkQueue.Open newest = chunks.first();
    if (newest != null) {
      newest.reader().poll();
    }
    ledger.adopted(newest == null ? null : newest.position());
  }

  private void resume(TailState state, Position from) throws IOException {
    ledger.resume(state);
    Position read = state.read();
    replay.stopAt(read == null ? from : read, ledger::replayed);
    Closing closing = state.closing();
    if (closing != null) {
      if (!closing.all()) {
        replay.stopAt(closing.nextReplay(), ledger::flushedAgain);
      }
      replay.stopAt(closing.at(), () -> ledger.close(closing));
    }
    boolean isThere = false;
    for (ChunkFile chunk : chunks.takeNew()) {
      if (chunk.startTicks() == from.chunkStartTicks()) {
        isThere = true;
        readPrelude(chunk, from.offset());
        chunks.add(chunk, from.offset());
      } else if (chunk.startTicks() > from.chunkStartTicks()) {
        chunks.add(chunk, ChunkFile.FIRST_OFFSET);
      }
    }
    if (!isThere) {
      chunks.lost(from.chunkFile());
    }
  }

  private void readPrelude(ChunkFile chunk, long toOffset) throws IOException {
    if (toOffset <= ChunkFile.FIRST_OFFSET) {
      return;
    }
    try (ChunkReader prelude = ChunkReader.open(chunk.path(), preludeHandlers)) {
      prelude.poll(toOffset);
    } catch (NoSuchFileException deletedMeanwhile) {
      // Adding the chunk finds the same, and counts it.
    }
  }
}

package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessFiles;
import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldLimits;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.tail.TailState.Closing;
import io.pitot.daemon.tail.TailStatus.Phase;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.ChunkReader;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.Poll;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the recording of one target: chunk after chunk, each as it grows, into windows.
 *
 * <p>Chunks are opened as soon as they appear and stay readable when the JVM, a person or the
 * recording's own bounds delete them. Windows are handed on only when a flush has passed the end of
 * one, between two writes of the {@link TailState}: so the daemon may be killed at any moment, and
 * the next one reads again from the last flush before the open window began, skips what is in
 * windows that were handed on, and hands on the very same windows from there. While somebody looks
 * at the target every flush is handed on as a further part of its window.
 *
 * <p>When the process has ended, what it wrote up to its last flush is read and the open window is
 * handed on as it is. A chunk that comes and goes between two polls, as one may when a JVM rotates
 * just before it exits, is missed and counted as a loss.
 *
 * <p>All but {@link #status} and {@link #repositoryPath} is for one thread.
 */
public final class Tail {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TailTarget target;
  private final Optional<TailState> earlier;
  private final ProcessFiles process;
  private final WindowFold fold;
  private final Ledger ledger;
  private final ChunkQueue chunks;
  private final Repository repository;
  private final LiveViews live;
  private final Supplier<Detail> detail;

  private final Replay replay = new Replay();

  private boolean isOpen;
  private Poll lastFound = Poll.NOT_READY;
  private long flushedMillis;
  private int chunksEntered;
  private long idleSinceNanos = System.nanoTime();
  private volatile Path repositoryPath;
  private volatile TailStatus status;

  private Tail(
      TailTarget target, Optional<TailState> earlier, TailContext context, TailRules rules) {
    this.target = target;
    this.earlier = earlier;
    live = context.live();
    detail = context.detail();
    process = ProcessFiles.of(target.pid());
    TargetIdentity who = target.identity();
    fold =
        new WindowFold(
            who, context.sink(), FoldLimits.DEFAULT, rules.requests().of(who), rules.settings());
    chunks = new ChunkQueue(fold.handlers());
    repository = new Repository(process, target.repository());
    ledger = new Ledger(target, context, fold, repository);
    repositoryPath = repository.path();
    status = new TailStatus(Phase.READING, ledger.windowEndMillis(), 0, 0, 0);
  }

  /** Of a target that lives; goes on where an earlier daemon stopped. */
  public static Tail of(TailTarget target, TailContext context, TailRules rules) {
    Optional<TailState> earlier = context.states().load(target.pid(), target.startTicks());
    TailTarget known = earlier.isPresent() ? target.knownAs(earlier.get()) : target;
    return new Tail(known, earlier, context, rules);
  }

  /**
   * What earlier daemons left unread of processes that have ended meanwhile.
   *
   * @throws IOException when the states cannot be listed
   */
  public static List<Tail> leftBehind(TailContext context, TailRules rules) throws IOException {
    List<Tail> tails = new ArrayList<>();
    for (TailState state : context.states().loadAll()) {
      if (!ProcessFiles.of(state.pid()).isSame(state.startTicks())) {
        tails.add(new Tail(TailTarget.of(state), Optional.of(state), context, rules));
      }
    }
    return tails;
  }

  public TailTarget target() {
    return target;
  }

  public TailStatus status() {
    return status;
  }

  /** The folder of the chunks as this process sees it. */
  public Path repositoryPath() {
    return repositoryPath;
  }

  /**
   * Reads what the JVM has written since the last call.
   *
   * @throws IOException when the state cannot be kept, or the chunks not be listed; to be tried
   *     again
   */
  void poll() throws IOException {
    // Asked before reading: what a process wrote before it ended is there now.
    boolean isAlive = process.isSame(target.startTicks());
    if (!isOpen) {
      open(isAlive);
    } else {
      takeNewChunks(isAlive);
    }
    if (replay.isOver()) {
      ledger.reduceTo(detail.get());
    }
    readChunks(isAlive);
    if (isAlive) {
      publish(isStalled() ? Phase.STALLED : Phase.READING);
    } else {
      end();
      ledger.forget();
      removeRepository();
    }
  }

  /** The recording was stopped: hands everything on. */
  void finish() throws IOException {
    poll();
    if (status.phase() != Phase.ENDED) {
      end();
      ledger.keep();
    }
  }

  /** Stops reading; the next daemon goes on. */
  void leave() throws IOException {
    chunks.close();
  }

  void fail() {
    publish(Phase.FAILED);
  }

  private void end() throws IOException {
    ledger.end();
    publish(Phase.ENDED);
    chunks.close();
  }

  // Where to begin

  private void open(boolean isAlive) throws IOException {
    // Of an attempt that failed half-way.
    chunks.close();
    replay.forget();
    repository.forgetKnown();
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
    isOpen = true;
  }

  private void begin() throws IOException {
    for (ChunkFile chunk : repository.takeNew()) {
      if (chunk.startNanos() >= target.fromMillis() * NANOS_PER_MILLI) {
        add(chunk, ChunkFile.FIRST_OFFSET);
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
    List<ChunkFile> present = repository.takeNew();
    if (!present.isEmpty()) {
      add(present.get(present.size() - 1), ChunkFile.FIRST_OFFSET);
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
      replay.stopAt(closing.at(), () -> ledger.close(closing));
    }
    boolean isThere = false;
    for (ChunkFile chunk : repository.takeNew()) {
      if (chunk.startNanos() == from.chunkStartNanos()) {
        isThere = true;
        readPrelude(chunk, from.offset());
        add(chunk, from.offset());
      } else if (chunk.startNanos() > from.chunkStartNanos()) {
        add(chunk, ChunkFile.FIRST_OFFSET);
      }
    }
    if (!isThere) {
      lost(from.chunkFile());
    }
  }

  /** What the chunk's begin says of its rest. */
  private void readPrelude(ChunkFile chunk, long toOffset) throws IOException {
    if (toOffset <= ChunkFile.FIRST_OFFSET) {
      return;
    }
    try (ChunkReader prelude = ChunkReader.open(chunk.path(), fold.preludeHandlers())) {
      prelude.poll(toOffset);
    } catch (NoSuchFileException deletedMeanwhile) {
      // Adding the chunk finds the same, and counts it.
    }
  }

  // What to read

  private void takeNewChunks(boolean isAlive) throws IOException {
    List<ChunkFile> found = repository.takeNew();
    boolean needsMore =
        chunks.first() == null || (lastFound == Poll.FINISHED && !chunks.hasSecond());
    if (found.isEmpty() && isAlive && needsMore && repository.relocate()) {
      repositoryPath = repository.path();
      log.info("Process {} writes to {} now", target.pid(), repository.directory());
      found = repository.takeNew();
    }
    for (ChunkFile chunk : found) {
      add(chunk, ChunkFile.FIRST_OFFSET);
    }
  }

  private void add(ChunkFile chunk, long offset) throws IOException {
    if (!chunks.add(chunk, offset)) {
      lost(chunk.name());
    }
  }

  private void lost(String chunk) {
    log.warn("Chunk {} of process {} was deleted before it was read", chunk, target.pid());
    ledger.lose("chunk_deleted", 1, "chunks", nowNanos());
  }

  private void readChunks(boolean isAlive) throws IOException {
    ChunkQueue.Open chunk = chunks.first();
    while (chunk != null && hasNextAfter(chunk, isAlive)) {
      chunks.removeFirst();
      ChunkHeader before = lastFound == Poll.FINISHED ? chunk.reader().header() : null;
      chunk = chunks.first();
      chunksEntered++;
      if (chunk != null && replay.isOver()) {
        ledger.entered(chunk.position());
      }
      if (chunk != null && before != null) {
        missGap(before.flushedNanos(), chunk.file().startNanos());
      }
    }
    if (!isAlive) {
      missLast(chunk);
      replay.end();
    }
  }

  /** A chunk begins where the one before ends, to the nanosecond, unless nothing was recorded. */
  private void missGap(long endNanos, long nextStartNanos) {
    long gapMillis = (nextStartNanos - endNanos) / NANOS_PER_MILLI;
    if (gapMillis > 0) {
      log.warn("Process {}: nothing is known of {} ms between two chunks", target.pid(), gapMillis);
      ledger.lose("recording_gap", gapMillis, "milliseconds", nextStartNanos);
    }
  }

  /** A chunk may come and go between two polls, when a JVM that exits stops one more recording. */
  private void missLast(ChunkQueue.@Nullable Open chunk) {
    if (chunk != null && lastFound == Poll.FINISHED && !chunk.reader().header().last()) {
      log.warn("Process {}: its last chunk came and went unseen", target.pid());
      ledger.lose("chunk_unseen", 1, "chunks", chunk.reader().header().flushedNanos());
    }
  }

  /** Reads all that is in the chunk and tells whether it is time for the one behind it. */
  private boolean hasNextAfter(ChunkQueue.Open chunk, boolean isAlive) throws IOException {
    long before = chunk.reader().offset();
    try {
      lastFound = read(chunk);
    } catch (JfrFormatException e) {
      log.warn("Process {}: {}; the rest of the chunk is lost", target.pid(), e.getMessage());
      lastFound = Poll.NOT_READY;
      ledger.lose("chunk_unreadable", 1, "chunks", nowNanos());
      return true;
    }
    if (chunk.reader().offset() > before) {
      idleSinceNanos = System.nanoTime();
      flushedMillis = chunk.reader().header().flushedNanos() / NANOS_PER_MILLI;
    }
    // A JVM finishes a chunk before it begins the next; one that was killed does not.
    return chunks.hasSecond() && (lastFound == Poll.FINISHED || !isAlive || isIdle());
  }

  private Poll read(ChunkQueue.Open chunk) throws IOException {
    boolean isNew = replay.readIn(chunk);
    long before = chunk.reader().offset();
    Poll found = chunk.reader().poll();
    // Otherwise an earlier daemon got further than this chunk.
    if (isNew && chunk.reader().offset() > before) {
      ledger.flushed(
          chunk.position(),
          chunk.reader().header().flushedNanos(),
          live.isShown(target.identity().id()));
    }
    return found;
  }

  private void removeRepository() {
    if (!target.isOurs()) {
      return;
    }
    try {
      repository.remove();
    } catch (IOException e) {
      log.warn("Cannot remove what process {} left: {}", target.pid(), e.toString());
    }
  }

  /** Stopped at once, a recording takes its first chunk away before it was seen. */
  private boolean isStalled() {
    boolean isAllRead =
        chunks.first() == null || (lastFound == Poll.FINISHED && !chunks.hasSecond());
    return isAllRead && isIdle();
  }

  private static long nowNanos() {
    return System.currentTimeMillis() * NANOS_PER_MILLI;
  }

  private boolean isIdle() {
    return System.nanoTime() - idleSinceNanos > STALLED_NANOS;
  }

  private void publish(Phase phase) {
    long windowEndMillis = phase == Phase.READING ? ledger.windowEndMillis() : 0;
    status = new TailStatus(phase, windowEndMillis, flushedMillis, chunksEntered, fold.handedOn());
  }
}

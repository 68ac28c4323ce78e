package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessFiles;
import io.pitot.daemon.discovery.ProcessKey;
import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldLimits;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.tail.TailStatus.Phase;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.Poll;
import java.io.IOException;
import java.nio.file.Path;
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
 * <p>All but {@link #status}, {@link #recordsShortParks} and {@link #repositoryPath} is for one
 * thread.
 */
public final class Tail {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TailTarget target;
  private final ProcessFiles process;
  private final WindowFold fold;
  private final Ledger ledger;
  private final Chunks chunks;
  private final Beginning beginning;
  private final LiveViews live;
  private final Supplier<Detail> detail;
  private final Replay replay = new Replay();

  private boolean isOpen;
  private Poll lastFound = Poll.NOT_READY;
  private long flushedMillis;
  private int chunksEntered;
  private long idleSinceNanos = System.nanoTime();
  private volatile boolean recordsShortParks = true;
  private volatile TailStatus status;

  private Tail(
      TailTarget target, Optional<TailState> earlier, TailContext context, TailRules rules) {
    this.target = target;
    live = context.live();
    detail = context.detail();
    process = ProcessFiles.of(target.pid());
    TargetIdentity who = target.identity();
    fold =
        new WindowFold(
            who, context.sink(), FoldLimits.DEFAULT, rules.requests().of(who), rules.settings());
    Repository repository = new Repository(process, target.repository());
    ledger = new Ledger(target, context, fold, repository);
    chunks = new Chunks(target.pid(), repository, ledger, fold.handlers());
    beginning = new Beginning(target, earlier, chunks, ledger, replay, fold.preludeHandlers());
    status = new TailStatus(Phase.READING, ledger.windowEndMillis(), 0, 0, 0, fold.parks());
  }

  /** Of a target that lives; goes on where an earlier daemon stopped. */
  public static Tail of(TailTarget target, TailContext context, TailRules rules) {
    Optional<TailState> earlier = context.states().load(target.process());
    TailTarget known = earlier.isPresent() ? target.knownAs(earlier.get()) : target;
    return new Tail(known, earlier, context, rules);
  }

  /**
   * What was left unread of a process that has ended.
   *
   * @throws IOException when it cannot be looked for
   */
  public static Optional<Tail> leftBehind(ProcessKey process, TailContext context, TailRules rules)
      throws IOException {
    Optional<TailState> state = context.states().load(process);
    if (state.isPresent()) {
      return Optional.of(new Tail(TailTarget.of(state.get()), state, context, rules));
    }
    // Of the recording that a daemon started nobody may have read anything.
    Optional<RecordingIntent> intent = context.states().intent(process);
    Optional<TailTarget> recorded = intent.isPresent() ? intent.get().recorded() : Optional.empty();
    if (recorded.isEmpty()) {
      context.states().delete(process);
    }
    return recorded.map(target -> new Tail(target, Optional.empty(), context, rules));
  }

  public TailTarget target() {
    return target;
  }

  public TailStatus status() {
    return status;
  }

  /** Whether short parks are recorded from now on; the windows without them say so. */
  public void recordsShortParks(boolean recorded) {
    recordsShortParks = recorded;
  }

  /** The folder of the chunks as this process sees it. */
  public Path repositoryPath() {
    return chunks.repositoryPath();
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
    if (isOpen) {
      chunks.addNew(isAlive && needsMore());
    } else {
      beginning.find(isAlive);
      isOpen = true;
    }
    if (replay.isOver()) {
      ledger.reduceTo(detail.get());
    }
    fold.recordsShortParks(recordsShortParks);
    readChunks(isAlive);
    if (isAlive) {
      publish(isStalled() ? Phase.STALLED : Phase.READING);
    } else {
      end();
      ledger.forget();
      if (target.isOurs()) {
        chunks.removeRepository();
      }
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
      ledger.loseNow("chunk_unreadable", 1, "chunks");
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

  /** Stopped at once, a recording takes its first chunk away before it was seen. */
  private boolean isStalled() {
    return needsMore() && isIdle();
  }

  /** What there is was read, and nothing more will be written to it. */
  private boolean needsMore() {
    return chunks.first() == null || (lastFound == Poll.FINISHED && !chunks.hasSecond());
  }

  private boolean isIdle() {
    return System.nanoTime() - idleSinceNanos > STALLED_NANOS;
  }

  private void publish(Phase phase) {
    long windowEndMillis = phase == Phase.READING ? ledger.windowEndMillis() : 0;
    status =
        new TailStatus(
            phase, windowEndMillis, flushedMillis, chunksEntered, fold.handedOn(), fold.parks());
  }
}

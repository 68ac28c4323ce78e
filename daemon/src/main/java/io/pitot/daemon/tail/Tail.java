package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessFiles;
import io.pitot.daemon.fold.FoldProgress;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.tail.TailState.Closing;
import io.pitot.daemon.tail.TailStatus.Phase;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
 * windows that were handed on, and hands on the very same windows from there.
 *
 * <p>When the process has ended, what it wrote up to its last flush is read and the open window is
 * handed on as it is.
 *
 * <p>All but {@link #status} and {@link #repositoryPath} is for one thread.
 */
public final class Tail {
  private static final Logger log = LoggerFactory.getLogger(Tail.class);

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TailTarget target;
  private final TailStates states;
  private final ProcessFiles process;
  private final WindowFold fold;
  private final ChunkQueue chunks;
  private final Repository repository;

  /** Where an earlier daemon stopped, in order; empty when all that was read again. */
  private final Deque<Stop> stops = new ArrayDeque<>();

  private final long createdMillis = nowMillis();
  private boolean isOpen;
  private @Nullable Position replay;
  private @Nullable Position read;
  private @Nullable Position latest;
  private long coveredMillis;
  private Poll lastFound = Poll.NOT_READY;
  private long idleSinceNanos = System.nanoTime();
  private volatile Path repositoryPath;
  private volatile TailStatus status;

  /** A place up to which reading repeats what was done before, and what comes then. */
  private record Stop(Position at, Runnable then) {}

  public Tail(TailTarget target, TailStates states, WindowSink sink) {
    this.target = target;
    this.states = states;
    process = ProcessFiles.of(target.pid());
    fold = new WindowFold(target.identity(), sink);
    chunks = new ChunkQueue(fold.handlers());
    repository = new Repository(process, target.repository());
    repositoryPath = repository.path();
    status = new TailStatus(Phase.READING, nextWindowEnd(createdMillis), 0);
  }

  /**
   * What earlier daemons left unread of processes that have ended meanwhile.
   *
   * @throws IOException when the states cannot be listed
   */
  public static List<Tail> leftBehind(TailStates states, WindowSink sink) throws IOException {
    List<Tail> tails = new ArrayList<>();
    for (TailState state : states.loadAll()) {
      if (!ProcessFiles.of(state.pid()).isSame(state.startTicks())) {
        TailTarget target =
            new TailTarget(
                state.target(),
                state.pid(),
                state.startTicks(),
                state.repository(),
                state.isOurs(),
                0);
        tails.add(new Tail(target, states, sink));
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
   * @throws IOException when the state cannot be kept; what was read is read again
   */
  void poll() throws IOException {
    // Asked before reading: what a process wrote before it ended is there now.
    boolean isAlive = process.isSame(target.startTicks());
    if (!isOpen) {
      open(isAlive);
    } else {
      takeNewChunks(isAlive);
    }
    readChunks(isAlive);
    if (isAlive) {
      publish(isStalled() ? Phase.STALLED : Phase.READING);
    } else {
      end();
      states.delete(target.pid(), target.startTicks());
      removeRepository();
    }
  }

  /** The recording was stopped: hands everything on. */
  void finish() throws IOException {
    poll();
    if (status.phase() != Phase.ENDED) {
      end();
      states.save(state(null));
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
    fold.finish();
    chunks.close();
    replay = null;
    read = null;
    publish(Phase.ENDED);
  }

  // Where to begin

  private void open(boolean isAlive) throws IOException {
    Optional<TailState> earlier = states.load(target.pid(), target.startTicks());
    if (earlier.isPresent() && earlier.get().replay() != null && earlier.get().read() != null) {
      resume(earlier.get(), earlier.get().replay(), earlier.get().read());
    } else if (earlier.isPresent() && isAlive) {
      goOn(earlier.get().progress());
    } else if (target.fromMillis() > 0) {
      begin();
    } else if (isAlive) {
      adopt();
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
      latest = first.position();
      replay = latest;
      read = latest;
      states.save(state(null));
    }
  }

  /** Everything of the recording before was handed on. */
  private void goOn(FoldProgress progress) throws IOException {
    fold.resume(progress);
    fold.replayed();
    if (target.fromMillis() > 0) {
      begin();
    } else {
      adopt();
    }
  }

  /**
   * Somebody else's state is not known. Windows up to now may have been handed on; of them only
   * what comes from now on counts, as further parts.
   */
  private void adopt() throws IOException {
    log.info(
        "Process {} is recorded by an earlier daemon whose state is not here: it is read from now on",
        target.pid());
    long windowEndMillis = nextWindowEnd(nowMillis());
    fold.resume(new FoldProgress(windowEndMillis, fold.progress().nextParts()));
    coveredMillis = windowEndMillis;
    var present = repository.takeNew();
    if (present.isEmpty()) {
      fold.replayed();
      return;
    }
    ChunkFile newest = present.get(present.size() - 1);
    add(newest, ChunkFile.FIRST_OFFSET);
    ChunkQueue.Open first = chunks.first();
    if (first != null) {
      first.reader().poll();
      latest = first.position();
    }
    fold.replayed();
  }

  private void resume(TailState state, Position from, Position to) throws IOException {
    fold.resume(state.progress());
    coveredMillis = windowStart(state.progress().coveredMillis());
    replay = from;
    read = to;
    latest = to;
    stops.add(new Stop(to, fold::replayed));
    Closing closing = state.closing();
    if (closing != null) {
      stops.add(new Stop(closing.at(), () -> close(closing)));
    }
    boolean isThere = false;
    for (ChunkFile chunk : repository.takeNew()) {
      if (chunk.startNanos() == from.chunkStartNanos()) {
        isThere = true;
        add(chunk, from.offset());
      } else if (chunk.startNanos() > from.chunkStartNanos()) {
        add(chunk, ChunkFile.FIRST_OFFSET);
      }
    }
    if (!isThere) {
      log.warn(
          "Chunk {} of process {} was deleted before it was read", from.chunkFile(), target.pid());
      lose("chunk_deleted");
    }
  }

  // What to read

  private void takeNewChunks(boolean isAlive) throws IOException {
    var found = repository.takeNew();
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
      log.warn("Chunk {} of process {} was lost before it was read", chunk.path(), target.pid());
      lose("chunk_deleted");
    }
  }

  private void readChunks(boolean isAlive) throws IOException {
    ChunkQueue.Open chunk = chunks.first();
    while (chunk != null && !isDone(chunk, isAlive)) {
      chunks.removeFirst();
      chunk = chunks.first();
      if (chunk != null && stops.isEmpty()) {
        latest = chunk.position();
      }
    }
    if (!isAlive) {
      while (!stops.isEmpty()) {
        stops.remove().then().run();
      }
    }
  }

  /**
   * Reads all that is in the chunk.
   *
   * @return whether there is nothing to read behind it
   */
  private boolean isDone(ChunkQueue.Open chunk, boolean isAlive) throws IOException {
    long before = chunk.reader().offset();
    try {
      lastFound = read(chunk);
    } catch (JfrFormatException e) {
      lastFound = Poll.NOT_READY;
      log.warn("Process {}: {}; the rest of the chunk is lost", target.pid(), e.toString());
      lose("chunk_unreadable");
      return false;
    }
    if (chunk.reader().offset() > before) {
      idleSinceNanos = System.nanoTime();
    }
    // A JVM finishes a chunk before it begins the next; one that was killed does not.
    return !chunks.hasSecond() || (lastFound != Poll.FINISHED && isAlive && !isIdle());
  }

  private Poll read(ChunkQueue.Open chunk) throws IOException {
    long start = chunk.file().startNanos();
    Stop stop = stops.peek();
    while (stop != null && stop.at().chunkStartNanos() <= start) {
      if (stop.at().chunkStartNanos() == start) {
        chunk.reader().poll(stop.at().offset());
      }
      stops.remove();
      stop.then().run();
      stop = stops.peek();
    }
    if (stop != null) {
      // An earlier daemon got further than this chunk.
      return chunk.reader().poll();
    }
    long before = chunk.reader().offset();
    Poll found = chunk.reader().poll();
    if (chunk.reader().offset() > before) {
      flushed(chunk.position(), chunk.reader().header().flushedNanos());
    }
    return found;
  }

  // What to hand on

  private void flushed(Position at, long flushedNanos) throws IOException {
    Position before = latest == null ? at.from(ChunkFile.FIRST_OFFSET) : latest;
    if (windowStart(flushedNanos / NANOS_PER_MILLI) <= coveredMillis) {
      latest = at;
      return;
    }
    if (replay == null) {
      replay = before;
      read = before;
    }
    Closing closing = new Closing(at, flushedNanos, before);
    states.save(state(closing));
    close(closing);
    states.save(state(null));
  }

  private void close(Closing closing) {
    fold.advanceTo(closing.flushedNanos());
    coveredMillis = windowStart(closing.flushedNanos() / NANOS_PER_MILLI);
    replay = closing.nextReplay();
    read = closing.at();
    latest = closing.at();
  }

  private void lose(String reason) {
    fold.lose(reason, 1, "chunks", nowMillis() * NANOS_PER_MILLI);
  }

  private TailState state(@Nullable Closing closing) {
    return new TailState(
        states.machine(),
        target.pid(),
        target.startTicks(),
        target.identity(),
        repository.directory(),
        target.isOurs(),
        replay,
        read,
        fold.progress(),
        closing);
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

  private boolean isStalled() {
    return lastFound == Poll.FINISHED && !chunks.hasSecond() && isIdle();
  }

  private boolean isIdle() {
    return System.nanoTime() - idleSinceNanos > STALLED_NANOS;
  }

  private void publish(Phase phase) {
    long windowEndMillis =
        phase == Phase.READING ? nextWindowEnd(Math.max(coveredMillis, createdMillis)) : 0;
    status = new TailStatus(phase, windowEndMillis, fold.handedOn());
  }

  private static long nowMillis() {
    return System.currentTimeMillis();
  }

  private static long windowStart(long millis) {
    return millis - Math.floorMod(millis, (long) WindowFold.WINDOW_MILLIS);
  }

  private static long nextWindowEnd(long millis) {
    return windowStart(millis) + WindowFold.WINDOW_MILLIS;
  }
}

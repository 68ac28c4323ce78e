package io.pitot.daemon.tail;

import io.pitot.daemon.fold.Detail;
import io.pitot.daemon.fold.FoldProgress;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.tail.TailState.Closing;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How far one target was read and what of it was handed on, in memory and on disk: the keeper of
 * its {@link TailState}.
 */
final class Ledger {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TailTarget target;
  private final TailStates states;
  private final LongConsumer delays;
  private final WindowFold fold;
  private final Repository repository;
  private final long createdMillis = System.currentTimeMillis();

  private @Nullable Position replay;
  private @Nullable Position read;

  /** The newest flush that was read. */
  private @Nullable Position latest;

  /** Windows that end at or before it were handed on; a multiple of a window. */
  private long coveredMillis;

  private Detail detail = Detail.ALL;

  Ledger(TailTarget target, TailContext context, WindowFold fold, Repository repository) {
    this.target = target;
    states = context.states();
    delays = context.delays();
    this.fold = fold;
    this.repository = repository;
  }

  /** Reading begins here, with events that nobody has read. */
  void begin(Position at) throws IOException {
    latest = at;
    replay = at;
    read = at;
    states.save(state(null));
  }

  /** All that was read before was handed on. */
  void goOn(FoldProgress progress) {
    fold.resume(progress);
    fold.replayed();
  }

  /**
   * Others may have handed on the windows up to the one that is open now. Until {@link #adopted},
   * what belongs to these is skipped; then it counts as a further part.
   */
  void adopt() {
    coveredMillis = windowEnd(System.currentTimeMillis());
    FoldProgress none = FoldProgress.NONE;
    fold.resume(new FoldProgress(coveredMillis, none.nextParts(), none.open()));
  }

  void adopted(@Nullable Position at) {
    fold.replayed();
    latest = at;
  }

  /** An earlier daemon was here; the caller reads again from {@code replay}. */
  void resume(TailState state) {
    fold.resume(state.progress());
    Closing closing = state.closing();
    if (closing != null) {
      reduceTo(closing.detail());
    }
    coveredMillis = windowStart(state.progress().coveredMillis());
    replay = state.replay();
    read = state.read();
    latest = state.read();
  }

  /** How much is kept of what is handed on from now on. */
  void reduceTo(Detail next) {
    detail = next;
    fold.keep(next);
  }

  /** What follows was not read before. */
  void replayed() {
    fold.replayed();
  }

  /** Reading again has come to the flush before the one at which windows are handed on. */
  void flushedAgain() {
    fold.flushed();
  }

  /** The next flush will be that of another chunk. */
  void entered(Position chunk) {
    latest = chunk;
  }

  /**
   * Everything up to here was read; hands on the windows that this completes.
   *
   * @param all whether to hand on what there is of the window that is open, too
   * @throws IOException when the state cannot be kept; nothing was handed on, the next flush will
   */
  void flushed(Position at, long flushedNanos, boolean all) throws IOException {
    Position before = latest == null ? at.from(ChunkFile.FIRST_OFFSET) : latest;
    long windowMillis = windowStart(flushedNanos / NANOS_PER_MILLI);
    if (!all && windowMillis <= coveredMillis && !isSetBack(windowMillis)) {
      fold.flushed();
      latest = at;
      return;
    }
    if (replay == null) {
      replay = before;
      read = before;
    }
    Closing closing = new Closing(at, flushedNanos, all ? at : before, all, detail);
    states.save(state(closing));
    close(closing);
    states.save(state(null));
  }

  void close(Closing closing) {
    reduceTo(closing.detail());
    long handedOn = fold.handedOn();
    fold.advanceTo(closing.flushedNanos());
    if (closing.all()) {
      fold.handOnOpen();
    }
    if (fold.handedOn() > handedOn) {
      delays.accept(System.currentTimeMillis() - closing.flushedNanos() / NANOS_PER_MILLI);
    }
    fold.flushed();
    long windowMillis = windowStart(closing.flushedNanos() / NANOS_PER_MILLI);
    coveredMillis = isSetBack(windowMillis) ? windowMillis : Math.max(coveredMillis, windowMillis);
    replay = closing.nextReplay();
    read = closing.at();
    latest = closing.at();
  }

  /** Whether the node's clock was set back, by more than it goes wrong by itself. */
  private boolean isSetBack(long windowMillis) {
    return windowMillis < coveredMillis - WindowFold.WINDOW_MILLIS;
  }

  void lose(String reason, long count, String unit, long epochNanos) {
    fold.lose(reason, count, unit, epochNanos);
  }

  void loseNow(String reason, long count, String unit) {
    fold.loseNow(reason, count, unit, System.currentTimeMillis() * NANOS_PER_MILLI);
  }

  /** Hands on what is open: nothing more will come of this recording. */
  void end() {
    fold.finish();
    replay = null;
    read = null;
  }

  /** After {@link #end}: the target lives and may be recorded again. */
  void keep() throws IOException {
    states.save(state(null));
  }

  /** After {@link #end}: the target is gone. */
  void forget() throws IOException {
    states.delete(target.process());
  }

  /** The end of the window that is being collected. */
  long windowEndMillis() {
    return windowEnd(Math.max(coveredMillis, createdMillis));
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

  private static long windowStart(long millis) {
    return millis - Math.floorMod(millis, (long) WindowFold.WINDOW_MILLIS);
  }

  private static long windowEnd(long millis) {
    return windowStart(millis) + WindowFold.WINDOW_MILLIS;
  }
}

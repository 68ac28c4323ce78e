package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.AttachException;
import io.pitot.daemon.recording.FreeSpace;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.Tails;
import io.pitot.daemon.target.TargetStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the recordings that go on: stops one that is not wanted any more or would fill a
 * disk, and notices when somebody else stopped one. For the watching thread.
 */
final class Keeping {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** A recording that was just started again has written nothing yet. */
  private static final long FIRST_FLUSH_MILLIS = 5_000;

  private static final int STOPPING_THREADS = 2;

  private enum Answer {
    RUNS,
    STOPPED,
    NONE
  }

  private final AttachTurns<WatchedTarget> turns;
  private final DetachedJvms detached;
  private final Tails tails;

  /** Stops and finds recordings by their names, whatever their settings. */
  private final Recorder recorder = new Recorder();

  Keeping(AttachTurns<WatchedTarget> turns, DetachedJvms detached, Tails tails) {
    this.turns = turns;
    this.detached = detached;
    this.tails = tails;
  }

  void check(WatchedTarget target) {
    Tail tail = target.tail();
    if (tail == null || target.isAsked()) {
      return;
    }
    if (detached.contains(target.jvm())) {
      log.info("{} is not recorded any more: {}", target.name(), DetachedJvms.REFUSAL.reason());
      leave(target, tail, DetachedJvms.REFUSAL);
      return;
    }
    switch (tail.status().phase()) {
      case FAILED -> {
        log.warn("{} is not recorded: reading what it writes failed", target.name());
        target.failed("reading its recording failed, see the daemon's log");
      }
      case STALLED -> {
        if (target.inStateMillis() >= FIRST_FLUSH_MILLIS) {
          startAgain(target);
        }
      }
      case READING -> {
        checkSpace(target, tail);
        askWhetherItRuns(target, tail);
      }
      case ENDED -> {}
    }
  }

  /** Stops the recording for this reason. */
  void leave(WatchedTarget target, Tail tail, Refusal refusal) {
    stopThen(target, tail, () -> target.refused(refusal));
  }

  /** Stops the recording, hands on what there is of it, and goes on with something else. */
  void stopThen(WatchedTarget target, Tail tail, Runnable then) {
    target.attaching();
    turns.talk(
        target,
        () -> {
          stop(target, tail);
          return true;
        },
        (done, error) -> {
          if (error != null) {
            log.error("The recording of {} may still run", target.name(), error);
          }
          then.run();
        });
  }

  /** Waits for it; no talks may go on. */
  void stopAll(List<WatchedTarget> targets) throws InterruptedException {
    ExecutorService stopping = Executors.newFixedThreadPool(STOPPING_THREADS);
    for (WatchedTarget target : targets) {
      Tail tail = target.tail();
      if (tail != null && target.state() == State.RECORDING && target.isStartedByUs()) {
        stopping.execute(() -> stop(target, tail));
      }
    }
    stopping.shutdown();
    AttachTurns.await(stopping);
  }

  private void stop(WatchedTarget target, Tail tail) {
    try {
      recorder.stop(target.jvm());
      tails.finish(tail);
    } catch (AttachException e) {
      log.warn("The recording of {} may still run: {}", target.name(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startAgain(WatchedTarget target) {
    log.warn("Somebody stopped the recording of {}", target.name());
    target.stopped("somebody stopped the recording");
  }

  /** Chunks are written for others, too. When a recording ends, a new one is begun. */
  private void askWhetherItRuns(WatchedTarget target, Tail tail) {
    int chunks = tail.status().chunks();
    if (target.state() != State.RECORDING || !target.shouldBeAsked(chunks)) {
      return;
    }
    target.asked(chunks);
    turns.talk(
        target,
        () -> ask(target.jvm()),
        (answer, error) -> {
          target.answered(answer == Answer.RUNS || answer == Answer.STOPPED);
          if (answer == Answer.STOPPED && target.state() == State.RECORDING) {
            startAgain(target);
          }
        });
  }

  private Answer ask(FoundJvm jvm) {
    try {
      return recorder.isRunning(jvm) ? Answer.RUNS : Answer.STOPPED;
    } catch (AttachException e) {
      log.debug("Process {} does not say whether it is recorded: {}", jvm.pid(), e.getMessage());
      return Answer.NONE;
    }
  }

  private void checkSpace(WatchedTarget target, Tail tail) {
    if (!tail.repositoryPath().toFile().isDirectory()) {
      return;
    }
    Optional<Refusal> full = FreeSpace.check(tail.repositoryPath(), tail.target().repository());
    if (full.isEmpty()) {
      return;
    }
    log.warn("{} is not recorded any more: {}", target.name(), full.get().reason());
    leave(target, tail, full.get());
  }
}

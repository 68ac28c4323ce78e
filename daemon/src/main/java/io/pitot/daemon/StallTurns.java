package io.pitot.daemon;

import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.recording.WarmPolicy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whose turn it is of the JVMs that a first recording stalls. For the watching thread. */
final class StallTurns {
  /** So many times its youth a JVM may become old while it waits to be recorded. */
  private static final int LATEST = 3;

  private static final long DISTANCE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private Optional<WatchedTarget> stalling = Optional.empty();
  private long nextNanos = System.nanoTime();

  /** Why it may not be recorded now; a target that may has its turn until {@link #over}. */
  Optional<Refusal> refusal(WatchedTarget target, DaemonConfig config) {
    if (target.wasRecorded() || wasFoundYoung(target, config)) {
      return Optional.empty();
    }
    Optional<Refusal> stall = Obstacles.findStall(target.jvm(), config.warmAfter());
    if (stall.isEmpty() || config.warm() == WarmPolicy.NOW) {
      return Optional.empty();
    }
    if (config.warm() == WarmPolicy.NEVER) {
      return stall;
    }
    if (stalling.isPresent() || System.nanoTime() - nextNanos < 0) {
      return Optional.of(
          new Refusal(
              "it waits for its turn: warm JVMs are recorded one at a time, ten minutes apart",
              "",
              true));
    }
    stalling = Optional.of(target);
    return Optional.empty();
  }

  /** Then that it is recorded no sooner is the fault of a busy machine. */
  private static boolean wasFoundYoung(WatchedTarget target, DaemonConfig config) {
    long youthMillis = config.warmAfter().toMillis();
    return target.ageWhenFoundMillis() <= youthMillis
        && target.jvm().ageMillis() <= LATEST * youthMillis;
  }

  /** Whatever came of it. */
  void over(WatchedTarget target) {
    if (stalling.filter(t -> t == target).isPresent()) {
      stalling = Optional.empty();
      nextNanos = System.nanoTime() + DISTANCE_NANOS;
    }
  }
}

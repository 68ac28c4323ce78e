package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Drill;
import io.pitot.daemon.recording.DrillRequest;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.ship.DrillDesk.Answer;
import io.pitot.daemon.ship.DrillSpan;
import io.pitot.daemon.target.TargetStatus.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts drills in JVMs that are recorded. For the watching thread. */
final class Drilling {
  private final AttachTurns<WatchedTarget> turns;

  Drilling(AttachTurns<WatchedTarget> turns) {
    this.turns = turns;
  }

  /**
   * Asks the JVM to begin one, if nothing speaks against it.
   *
   * @param then hears what came of it, on the watching thread
   */
  void begin(WatchedTarget target, DrillRequest request, Consumer<Answer> then) {
    if (target.state() != State.RECORDING) {
      then.accept(Answer.refused("it is not being recorded any more"));
    } else if (!target.mayBeAsked()) {
      then.accept(Answer.refused("it did not answer the last time, and is left alone for a while"));
    } else {
      turns.talk(
          target,
          () -> start(target.jvm(), request),
          (answer, error) -> then.accept(concluded(target, answer, error)));
    }
  }

  private static Answer start(FoundJvm jvm, DrillRequest request) {
    try {
      long fromMillis = System.currentTimeMillis();
      Optional<Refusal> refusal = Drill.start(jvm, request);
      if (refusal.isPresent()) {
        return Answer.refused(told(refusal.get()));
      }
      long untilMillis = System.currentTimeMillis() + request.length().toMillis();
      return Answer.runs(new DrillSpan(fromMillis, untilMillis));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static Answer concluded(
      WatchedTarget target, @Nullable Answer answer, @Nullable Throwable error) {
    if (answer == null) {
      target.didNotAnswer();
      return Answer.refused("it does not do what it is asked: " + message(error));
    }
    return answer;
  }

  private static String message(@Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return String.valueOf(cause == null ? error : cause.getMessage());
  }

  private static String told(Refusal refusal) {
    return refusal.remedy().isEmpty()
        ? refusal.reason()
        : refusal.reason() + "; " + refusal.remedy();
  }
}

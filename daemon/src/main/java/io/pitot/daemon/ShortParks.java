package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the recordings of JVMs go on with or without their short parks. For the watching thread. */
final class ShortParks {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final AttachTurns<WatchedTarget> turns;
  private Recorder recorder;

  ShortParks(DaemonConfig config, AttachTurns<WatchedTarget> turns) {
    this.turns = turns;
    recorder = new Recorder(config.recordingSettings());
  }

  void reload(DaemonConfig next) {
    recorder = new Recorder(next.recordingSettings());
  }

  /** Looks at a JVM that is recorded. */
  void check(WatchedTarget target) {
    Tail tail = target.tail();
    if (tail == null || target.isAsked() || !target.mayBeAsked()) {
      return;
    }
    TailStatus read = tail.status();
    if (read.phase() == TailStatus.Phase.READING) {
      target
          .shortParks()
          .look(read.parks(), read.flushedMillis())
          .ifPresent(wanted -> become(target, tail, wanted));
    }
  }

  private void become(WatchedTarget target, Tail tail, boolean wanted) {
    FoundJvm jvm = target.jvm();
    Recorder recording = recorder;
    target.asked(tail.status().chunks());
    turns.talk(
        target,
        () -> record(recording, jvm, wanted),
        (isRecorded, error) -> {
          target.answered(isRecorded != null);
          if (isRecorded == null) {
            log.warn("{}: its short parks: {}", target.name(), String.valueOf(error));
          } else if (target.shortParks().isRecorded() != isRecorded) {
            log.info(
                isRecorded ? "{}: short parks are looked at again" : "{}: {}",
                target.name(),
                WatchedTarget.NO_SHORT_PARKS);
            target.shortParks(isRecorded);
          }
        });
  }

  private static @Nullable Boolean record(Recorder recorder, FoundJvm jvm, boolean wanted) {
    try {
      return recorder.recordShortParks(jvm, wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}

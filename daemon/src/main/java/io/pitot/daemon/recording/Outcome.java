package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.util.Optional;

/** How an attempt to record a JVM ended. */
public sealed interface Outcome {
  /**
   * Our recording runs.
   *
   * @param jvm with what was learnt by attaching
   * @param repository the directory of its chunks, as the JVM knows it
   * @param startedMillis when this attempt started it, ms since the epoch; 0 when it was there,
   *     from an earlier daemon
   * @param isOnly whether nobody else records the JVM
   * @param hasShortParks whether short parks are recorded, too
   * @param uncounted why the calls that stand for requests are not counted, if somebody asked
   */
  record Recording(
      FoundJvm jvm,
      String repository,
      long startedMillis,
      boolean isOnly,
      boolean hasShortParks,
      Optional<Refusal> uncounted)
      implements Outcome {
    Recording without(Refusal counting) {
      return new Recording(
          jvm, repository, startedMillis, isOnly, hasShortParks, Optional.of(counting));
    }

    /** The same, started then by an earlier daemon that did not live to tell. */
    public Recording since(long millis) {
      return new Recording(jvm, repository, millis, isOnly, hasShortParks, uncounted);
    }

    public boolean isStarted() {
      return startedMillis > 0;
    }
  }

  record Refused(Refusal refusal) implements Outcome {}

  /** Something went wrong that may go better next time; one line. */
  record Failed(String what) implements Outcome {}

  /** Not ready for an attach, as JVMs are in their first moments. */
  record TooYoung() implements Outcome {}

  record Gone() implements Outcome {}
}

package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;

/** How an attempt to record a JVM ended. */
public sealed interface Outcome {
  /**
   * Our recording runs.
   *
   * @param jvm with what was learnt by attaching
   * @param repository the directory of its chunks, as the JVM knows it
   * @param isStarted whether this attempt started it; else it was there, from an earlier daemon
   */
  record Recording(FoundJvm jvm, String repository, boolean isStarted) implements Outcome {}

  record Refused(Refusal refusal) implements Outcome {}

  /** Something went wrong that may go better next time; one line. */
  record Failed(String what) implements Outcome {}

  /** Not ready for an attach, as JVMs are in their first moments. */
  record TooYoung() implements Outcome {}

  record Gone() implements Outcome {}
}

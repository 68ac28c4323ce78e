package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.ProcessKey;
import io.pitot.daemon.target.TargetIdentity;

/**
 * A JVM whose recording is to be read.
 *
 * @param repository the folder of its chunks, as the JVM knows it
 * @param isOurs whether we made the repository, so that what a killed JVM leaves is ours to remove
 * @param fromMillis when the recording was asked for, ms since the epoch: earlier chunks are not
 *     ours; 0 for a recording that was found
 */
public record TailTarget(
    TargetIdentity identity,
    int pid,
    long startTicks,
    String repository,
    boolean isOurs,
    long fromMillis) {

  ProcessKey process() {
    return new ProcessKey(pid, startTicks);
  }

  static TailTarget of(TailState state) {
    return new TailTarget(
        state.target(), state.pid(), state.startTicks(), state.repository(), state.isOurs(), 0);
  }

  /** Under the id that an earlier daemon gave it: the clock may have been set since. */
  TailTarget knownAs(TailState state) {
    return new TailTarget(
        new TargetIdentity(state.target().id(), identity.labels()),
        pid,
        startTicks,
        repository,
        isOurs || state.isOurs(),
        fromMillis);
  }
}

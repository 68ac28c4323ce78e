package io.pitot.daemon.tail;

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
    long fromMillis) {}

package io.pitot.jfr;

import java.util.List;

/**
 * What {@link Recording#read} read.
 *
 * @param chunks of which at least the header and the layouts could be read
 * @param events in those, whether or not somebody wanted them
 * @param bytes of the file that were read
 * @param unfinishedChunks that a killed JVM left; they are read up to their last flush
 * @param damages in the order of the file; empty for a sound recording
 */
public record ReadReport(
    int chunks, long events, long bytes, int unfinishedChunks, List<Damage> damages) {}

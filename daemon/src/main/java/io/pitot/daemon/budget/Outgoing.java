package io.pitot.daemon.budget;

/**
 * What is on its way to the collector.
 *
 * @param sentBytes so far, as they went over the wire
 * @param heldBack how often sending waited for its budget so far
 * @param waiting batches that the collector has not taken
 * @param spoolBytes on disk
 */
public record Outgoing(long sentBytes, long heldBack, long waiting, long spoolBytes) {}

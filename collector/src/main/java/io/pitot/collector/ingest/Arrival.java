package io.pitot.collector.ingest;

/**
 * What came of a service.
 *
 * @param batches that are durable, counted since the collector was started
 * @param atMillis when the last one was
 */
public record Arrival(long batches, long atMillis) {
  static final Arrival NONE = new Arrival(0, 0);
}

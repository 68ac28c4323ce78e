package io.pitot.collector.store;

/** A bound of the collector was met. The same request will not succeed. */
public final class LimitExceededException extends RuntimeException {
  public LimitExceededException(String message) {
    super(message);
  }
}

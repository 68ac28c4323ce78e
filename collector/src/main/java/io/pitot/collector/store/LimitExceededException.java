package io.pitot.collector.store;

/** A bound of the collector was met. The same request will not succeed. */
public class LimitExceededException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LimitExceededException(String message) {
    super(message);
  }
}

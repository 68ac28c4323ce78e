package io.pitot.collector.store;

/** The window's time is over: what else there was of its hour is gone, or goes now. */
public final class LateWindowException extends LimitExceededException {
  private static final long serialVersionUID = 1;

  LateWindowException(String message) {
    super(message);
  }
}

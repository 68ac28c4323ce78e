package io.pitot.collector.query;

/** There is no service or type of this name; the message names those that there are. */
public final class UnknownNameException extends RuntimeException {
  public UnknownNameException(String message) {
    super(message);
  }
}

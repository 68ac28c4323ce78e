package io.pitot.collector.query;

/** The question itself is wrong; the message says where and what was expected. */
public final class InvalidQueryException extends RuntimeException {
  public InvalidQueryException(String message) {
    super(message);
  }
}

package io.pitot.collector.query;

/** The answer would cost more than is allowed; the message says how to ask for less. */
public final class QueryLimitException extends RuntimeException {
  public QueryLimitException(String message) {
    super(message);
  }
}

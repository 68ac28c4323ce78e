package io.pitot.daemon;

/** A daemon could not start; the message says what, where and what to do, in one line. */
public final class DaemonStartException extends Exception {
  private static final long serialVersionUID = 1;

  DaemonStartException(String message) {
    super(message);
  }

  DaemonStartException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.pitot.collector;

import org.jspecify.annotations.Nullable;

/**
 * The collector could not start. The message is one line for a person: what, where, what to do
 * about it.
 */
public final class StartException extends Exception {
  public StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StartException(String message) {
    this(message, null);
  }
}

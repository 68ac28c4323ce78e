package io.pitot.collector.store;

import org.jspecify.annotations.Nullable;

/** Nothing can be stored now; the same may succeed later. */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreUnavailableException(String message) {
    this(message, null);
  }
}

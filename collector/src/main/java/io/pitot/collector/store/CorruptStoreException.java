package io.pitot.collector.store;

import org.jspecify.annotations.Nullable;

/** What is stored contradicts itself: damage, or a mistake of ours. Never the case of a retry. */
public final class CorruptStoreException extends RuntimeException {
  public CorruptStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public CorruptStoreException(String message) {
    this(message, null);
  }
}

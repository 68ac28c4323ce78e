package io.pitot.collector.store.rocks;

import org.jspecify.annotations.Nullable;

/** A data directory cannot be used. The message is one line for a person. */
public final class DirectoryException extends Exception {
  DirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  DirectoryException(String message) {
    this(message, null);
  }
}

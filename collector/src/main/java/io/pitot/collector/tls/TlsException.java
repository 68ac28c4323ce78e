package io.pitot.collector.tls;

import org.jspecify.annotations.Nullable;

/** The files cannot be used. The message is one line for a person: what, where, what to do. */
public final class TlsException extends Exception {
  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  TlsException(String message) {
    this(message, null);
  }
}

package io.pitot.daemon.recording;

import java.io.IOException;

/** A JVM did not do what it was asked through its attach socket. */
public final class AttachException extends IOException {
  private static final long serialVersionUID = 1;

  AttachException(String message) {
    super(message);
  }

  AttachException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.pitot.daemon.importing;

import java.io.IOException;

/** The windows cannot be brought to the collector. The message is one line. */
public final class ImportException extends IOException {
  private static final long serialVersionUID = 1L;

  ImportException(String message) {
    super(message);
  }
}

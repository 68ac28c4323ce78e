package io.pitot.jfr;

import java.nio.file.Path;

/** Bytes that no JVM writes. Everything before them was delivered. */
public final class CorruptRecordingException extends JfrFormatException {
  private static final long serialVersionUID = 1L;

  CorruptRecordingException(Path file, long offset, String what, Object actual, Object expected) {
    super(file, offset, what + " is " + actual + ", expected " + expected);
  }
}

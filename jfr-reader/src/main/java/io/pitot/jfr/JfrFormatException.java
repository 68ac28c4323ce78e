package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Path;

/** The file cannot be read as JFR; the message says what, where, actual and expected. */
public abstract sealed class JfrFormatException extends IOException
    permits CorruptRecordingException, TooOldException, TooNewException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String message;

  JfrFormatException(Path file, long offset, String problem) {
    super();
    this.message = file + ", offset " + offset + ": " + problem;
    this.file = file;
    this.offset = offset;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** The file in question. */
  public Path file() {
    return file;
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return offset;
  }
}

package io.pitot.jfr;

import java.nio.file.Path;

/** A format before JDK 9's. */
public final class TooOldException extends JfrFormatException {
  private static final long serialVersionUID = 1L;

  TooOldException(Path file, long offset, int major, int minor) {
    super(
        file,
        offset,
        "JFR format version is " + major + "." + minor + ", expected 2.x (JDK 11 and later)");
  }
}

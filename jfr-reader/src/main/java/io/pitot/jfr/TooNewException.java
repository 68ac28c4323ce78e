package io.pitot.jfr;

import java.nio.file.Path;

/** A format that came after this reader. */
public final class TooNewException extends JfrFormatException {
  private static final long serialVersionUID = 1L;

  TooNewException(Path file, long offset, int major, int minor) {
    super(
        file,
        offset,
        "JFR format version is " + major + "." + minor + ", expected 2.x; a newer Pitot is needed");
  }
}

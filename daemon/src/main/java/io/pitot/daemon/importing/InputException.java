package io.pitot.daemon.importing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that cannot be used. The message is one line: which file, what is wrong, what to do. */
public final class InputException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kind of fault it is. */
  public enum Fault {
    /** There is no such file. */
    MISSING,
    /** It is a directory, this user may not read it, or it does not say when it was recorded. */
    UNUSABLE,
    /** It holds something else, or nothing that can be read. */
    UNREADABLE,
    /** It is larger than what is accepted, or than the disk. */
    TOO_LARGE
  }

  private final Fault fault;

  InputException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  InputException(Fault fault, String message) {
    this(fault, message, null);
  }

  public Fault fault() {
    return fault;
  }
}

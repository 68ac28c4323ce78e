package io.pitot.cli.console;

import org.jspecify.annotations.Nullable;

/** Ends the command. The message is one line that says what, where and what to do. */
public final class Failure extends Exception {
  private final int exitCode;

  public Failure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public Failure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  public int exitCode() {
    return exitCode;
  }
}

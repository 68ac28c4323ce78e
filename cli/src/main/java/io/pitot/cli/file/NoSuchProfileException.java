package io.pitot.cli.file;

/** The file holds no such profile. The message is one line and names those that it holds. */
public final class NoSuchProfileException extends Exception {
  private static final long serialVersionUID = 1L;

  NoSuchProfileException(String message) {
    super(message);
  }
}

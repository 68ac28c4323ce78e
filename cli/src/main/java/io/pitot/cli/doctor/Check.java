package io.pitot.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what it is about, a word or two
 * @param says what was found, one line
 * @param remedy what to do, one line; empty when there is nothing to do
 */
public record Check(Result result, String subject, String says, String remedy) {
  /** From nothing to do to does not work. */
  public enum Result {
    OK,
    /** Pitot works, but less than it could. */
    WARNING,
    /** Pitot does not work until it is mended. */
    PROBLEM
  }

  static Check ok(String subject, String says) {
    return new Check(Result.OK, subject, says, "");
  }

  static Check warning(String subject, String says, String remedy) {
    return new Check(Result.WARNING, subject, says, remedy);
  }

  static Check problem(String subject, String says, String remedy) {
    return new Check(Result.PROBLEM, subject, says, remedy);
  }
}

package io.pitot.cli.console;

/** What the process ends with: a contract that scripts rely on. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command worked and its answer is no, where the command's help says so. */
  public static final int NEGATIVE = 1;

  /** A flag or an argument is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** Something went wrong: no collector, a port in use, a directory that cannot be written. */
  public static final int FAILED = 3;

  /** What was asked for does not exist: a service, a release, a type, a JVM. */
  public static final int UNKNOWN = 4;

  /** It is being collected; the same command works in a few seconds. */
  public static final int NOT_YET = 5;

  private ExitCode() {}
}

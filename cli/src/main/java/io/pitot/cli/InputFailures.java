package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.daemon.importing.InputException;

/** What a file that cannot be used ends a command with. */
final class InputFailures {
  private InputFailures() {}

  static Failure of(InputException e) {
    int exitCode =
        switch (e.fault()) {
          case MISSING -> ExitCode.UNKNOWN;
          case UNUSABLE -> ExitCode.USAGE;
          case UNREADABLE, TOO_LARGE -> ExitCode.FAILED;
        };
    return new Failure(exitCode, String.valueOf(e.getMessage()), e);
  }
}

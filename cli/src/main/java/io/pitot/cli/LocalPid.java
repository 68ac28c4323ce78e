package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;

/** What is no {@link RemoteInstance} has to be a process of this machine. */
final class LocalPid {
  private LocalPid() {}

  static int parse(String which) throws Failure {
    try {
      return Integer.parseInt(which);
    } catch (NumberFormatException e) {
      throw new Failure(
          ExitCode.USAGE,
          "'%s' is neither a pid nor SERVICE/INSTANCE, for example shop/node1:4711"
              .formatted(which),
          e);
    }
  }
}

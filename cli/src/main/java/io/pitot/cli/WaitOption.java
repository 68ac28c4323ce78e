package io.pitot.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for data that is on its way. */
final class WaitOption {
  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      arity = "0..1",
      defaultValue = "0",
      fallbackValue = "60",
      description =
          "Wait for the first window while it is being collected (at most 60 s unless given);"
              + " otherwise end with exit code 5.")
  int seconds;

  Duration duration() {
    return Duration.ofSeconds(Math.max(0, seconds));
  }
}

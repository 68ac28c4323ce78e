package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pitot config}. */
@Command(
    name = "config",
    description = "Files that Pitot is configured with.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConfigCommand.Check.class)
final class ConfigCommand {
  /** {@code pitot config check FILE}: 0 when it is right, 1 when it is wrong. */
  @Command(
      name = "check",
      description =
          "Whether a policy file, or a daemon's file, is right; what is wrong is told with its"
              + " line.")
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    private final Terminal terminal;

    Check(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
      String text = PolicyText.text(file);
      boolean isDaemons = DaemonFile.isOne(text);
      List<String> problems =
          isDaemons ? DaemonFile.problems(file, text) : PolicyText.problems(file, text);
      if (problems.isEmpty() && isDaemons) {
        terminal.print("%s: right".formatted(file));
        return ExitCode.OK;
      }
      if (problems.isEmpty()) {
        PolicyText.expired(file, PolicyText.policy(file), LocalDate.now(ZoneOffset.UTC))
            .forEach(terminal::note);
        terminal.print("%s: right".formatted(file));
        return ExitCode.OK;
      }
      problems.forEach(terminal::note);
      return ExitCode.NEGATIVE;
    }
  }
}

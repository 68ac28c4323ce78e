package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs one command and ends with its exit code. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Not the machine's: numbers are read by programs, too, and by the JVMs that are recorded.
    Locale.setDefault(Locale.ENGLISH);
    System.exit(run(new Terminal(), args));
  }

  static int run(Terminal terminal, String... args) {
    Pitot pitot = new Pitot();
    CommandLine line =
        new CommandLine(pitot, new Commands(terminal))
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setDefaultValueProvider(new EnvironmentDefaults(System.getenv()));
    PlainWords.in(line).setParameterExceptionHandler((e, a) -> usage(terminal, e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, pitot, e));
    int exitCode = line.execute(args);
    terminal.endProgress();
    terminal.out().flush();
    return exitCode;
  }

  private static int usage(Terminal terminal, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = oneLine(e.getMessage()).replaceFirst("^Error: ", "");
    terminal.note("pitot: " + message + "; see '" + command + " --help'");
    boolean isGate = e.getCommandLine().getCommandSpec().userObject() instanceof GateCommand;
    // The gate's 2 is a verdict.
    return isGate ? ExitCode.FAILED : ExitCode.USAGE;
  }

  private static int failed(Terminal terminal, Pitot pitot, Exception e) {
    int exitCode = ExitCode.FAILED;
    if (e instanceof Failure failure) {
      exitCode = failure.exitCode();
      terminal.note("pitot: " + oneLine(failure.getMessage()));
    } else {
      terminal.note("pitot: unexpected: " + oneLine(e.toString()) + "; --debug shows where");
    }
    if (pitot.debug) {
      e.printStackTrace(System.err);
    }
    return exitCode;
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}

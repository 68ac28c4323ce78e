package io.pitot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above the commands. */
@Command(
    name = "pitot",
    description = "An always-on profiler for fleets of JVMs.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Pitot.Version.class,
    footer = {
      "",
      "Each --some-flag is also taken from the environment, as PITOT_SOME_FLAG.",
      "Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 it failed, 4 no such thing, 5 not"
          + " yet collected."
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      CollectorCommand.class,
      DaemonCommand.class,
      JvmsCommand.class,
      RecordCommand.class,
      DrillCommand.class,
      ImportCommand.class,
      AnalyzeCommand.class,
      DetachCommand.class,
      DoctorCommand.class,
      ServicesCommand.class,
      ReleasesCommand.class,
      TypesCommand.class,
      FlameCommand.class,
      WhyCommand.class,
      LocksCommand.class,
      MapsCommand.class,
      PausesCommand.class,
      DiffCommand.class,
      GateCommand.class,
      FindingsCommand.class,
      ConfigCommand.class
    })
final class Pitot implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of errors, and the servers' logs.")
  boolean debug;

  @Spec CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Pitot() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Pitot.class.getPackage().getImplementationVersion();
      return new String[] {"pitot " + (version == null ? "(not packaged)" : version)};
    }
  }
}

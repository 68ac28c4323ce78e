package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.Session;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.importing.FileImport;
import io.pitot.daemon.importing.ImportException;
import io.pitot.daemon.importing.ImportLabels;
import io.pitot.daemon.importing.ImportedFile;
import io.pitot.daemon.importing.InputException;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.InputLimits;
import io.pitot.daemon.importing.ProfileSource;
import io.pitot.daemon.importing.ValueMeaning;
import io.pitot.daemon.ship.ShipConfig;
import io.pitot.daemon.ship.ShipTimings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code pitot import FILE...}. */
@Command(
    name = "import",
    description = {
      "Sends recordings, collapsed stacks and pprof profiles to a collector; the same file twice"
          + " changes nothing.",
      "Exit codes: 0 all of it is stored, 1 some of it is not (the summary says what), 2 wrong"
          + " usage, 3 it failed, 4 no such file."
    })
final class ImportCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Recognised by content, each plain or gzipped; - is standard input.")
  List<String> files = List.of();

  @Option(names = "--service", paramLabel = "SERVICE", required = true)
  String service = "";

  @Option(names = "--release", paramLabel = "RELEASE", required = true)
  String release = "";

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "Which JVM it was (default: each content is one of its own).")
  @Nullable String instance;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "A further label, such as node=n7 or jdk=17; may be repeated.")
  Map<String, String> labels = Map.of();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = TimePoint.Converter.class,
      description =
          "When it began: now-3h, RFC 3339, or unix s/ms/us/ns (default: the recording's own"
              + " times; else the time that pprof tells, or the file's last change).")
  @Nullable TimePoint at;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "cpu",
      description =
          "What collapsed stacks count, which they do not say: cpu, alloc, lock, ... (default:"
              + " cpu).")
  String type = "cpu";

  @Option(
      names = "--ingest",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7576",
      converter = Address.Converter.class,
      description = "The collector's address for daemons (default: ${DEFAULT-VALUE}).")
  Address ingest =
      new Address(DaemonConfig.DEFAULT_COLLECTOR_HOST, DaemonConfig.DEFAULT_COLLECTOR_PORT);

  @Option(names = "--token", paramLabel = "TOKEN", description = "What the collector demands.")
  @Nullable String token;

  @Mixin TlsOptions tls = new TlsOptions();

  @Mixin ListFormat output = new ListFormat();

  @ParentCommand @Nullable Pitot pitot;

  private final Terminal terminal;

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    // What the stages log is told by the summary or by the one line of an error.
    Logs.off(pitot != null && pitot.debug);
    ImportLabels target = labels();
    ValueMeaning meaning = ValueMeaning.of(type);
    List<ImportedFile> done = new ArrayList<>();
    List<UnusableFile> unusable = new ArrayList<>();
    try (Session session = new Session(terminal)) {
      WorkDirectory scratch = session.add(WorkDirectory.open(null));
      Path copies = scratch.folder("input");
      FileImport imports =
          session.add(FileImport.open(scratch.folder("spool"), collector(), PATIENCE));
      for (String name : files) {
        try (InputFile file = open(name, copies)) {
          done.add(imported(file, imports, target, meaning));
        } catch (InputException e) {
          // The others are imported all the same.
          Failure failure = InputFailures.of(e);
          terminal.note("pitot: " + failure.getMessage());
          unusable.add(new UnusableFile(name, failure));
        }
      }
      return tell(done, unusable);
    } catch (ImportException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "the import failed: " + Reasons.of(e), e);
    }
  }

  /** A file of which nothing was imported, and why. */
  record UnusableFile(String name, Failure failure) {}

  private InputFile open(String name, Path copies) throws IOException {
    FileProgress progress = new FileProgress(terminal, "reading " + name);
    return name.equals(STDIN)
        ? InputFile.ofStream(System.in, copies, InputLimits.DEFAULT, progress)
        : InputFile.open(Path.of(name), copies, InputLimits.DEFAULT, progress);
  }

  private ImportedFile imported(
      InputFile file, FileImport imports, ImportLabels target, ValueMeaning meaning)
      throws IOException, InterruptedException {
    return imports.run(
        file,
        ProfileSource.of(file, meaning),
        target,
        Optional.ofNullable(at).map(TimePoint::epochMillis),
        new FileProgress(terminal, "importing " + file.name()));
  }

  private ImportLabels labels() {
    SortedMap<String, String> all = new TreeMap<>(labels);
    all.put("service", service);
    all.put("release", release);
    if (instance != null) {
      all.put("instance", instance);
    }
    return new ImportLabels(all);
  }

  private ShipConfig collector() throws Failure {
    return new ShipConfig(
        ingest.host(),
        ingest.port(),
        token,
        tls.chosen().orElse(null),
        // Not the node's own name: the collector would take the import for its daemon.
        DaemonConfig.hostName() + " (import)",
        new Pitot.Version().getVersion()[0],
        ShipTimings.DEFAULT);
  }

  private int tell(List<ImportedFile> done, List<UnusableFile> unusable) {
    if (output.isJson() && !done.isEmpty()) {
      terminal.print(ImportJson.of(service, release, done, unusable));
    } else if (!output.isJson()) {
      done.forEach(file -> ImportText.lines(file).forEach(terminal::print));
      ImportText.whereToLook(service, release, done).ifPresent(terminal::print);
    }
    if (done.stream().anyMatch(file -> file.acknowledgedWindows() > 0)) {
      boolean all = unusable.isEmpty() && done.stream().allMatch(ImportedFile::isComplete);
      return all ? ExitCode.OK : ExitCode.NEGATIVE;
    }
    Set<Integer> codes =
        unusable.stream().map(file -> file.failure().exitCode()).collect(Collectors.toSet());
    return done.isEmpty() && codes.size() == 1 ? codes.iterator().next() : ExitCode.FAILED;
  }
}

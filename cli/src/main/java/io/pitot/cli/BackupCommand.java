package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.Query;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot collector backup TARGET}. */
@Command(
    name = "backup",
    description = {
      "Makes a copy of what a collector keeps, whether it runs or not.",
      "The copy is a data directory itself. On the same file system it is made in no time and"
          + " shares its files with the original; copy it elsewhere then."
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin CollectorDataCommands.Data data = new CollectorDataCommands.Data();

  @Mixin CollectorOptions options = new CollectorOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "TARGET",
      description = "Where the copy goes; must not exist.")
  @Nullable Path target;

  @Option(names = "--to", paramLabel = "DIR", description = "The same as TARGET.")
  @Nullable Path to;

  private final Terminal terminal;

  BackupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    Path place = target == null ? to : target;
    if (place == null) {
      throw new Failure(ExitCode.USAGE, "say where the copy goes: pitot collector backup TARGET");
    }
    if (Files.exists(place)) {
      throw new Failure(ExitCode.FAILED, place + " exists; choose another name");
    }
    if (data.isInUse()) {
      move(copyOfRunning(), place);
    } else {
      CollectorDataCommands.copy(data.open(), place);
    }
    terminal.print("%s: a copy of %s".formatted(place, data.path()));
    return ExitCode.OK;
  }

  /** The collector puts it into its data directory and nowhere else. */
  private Path copyOfRunning() throws Failure {
    String answer = options.client().postText(Query.of("/api/v1/backup"), "application/json", "{}");
    Path copy = Path.of(new JsonMapper().readTree(answer).path("path").asString(""));
    if (!isOurs(copy)) {
      throw new Failure(
          ExitCode.FAILED,
          "%s is in use, but the collector at %s keeps other data (%s): say --collector=URL"
              .formatted(data.path(), options.collector, copy.getParent()));
    }
    return copy;
  }

  private boolean isOurs(Path copy) {
    try {
      return Files.isSameFile(copy.resolve(".."), data.path());
    } catch (IOException e) {
      return false; // It is not on this machine.
    }
  }

  private static void move(Path copy, Path place) throws Failure {
    try {
      Files.move(copy, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      copyFiles(copy, place);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, "the copy lies in %s: cannot move it: %s".formatted(copy, e), e);
    }
  }

  private static void copyFiles(Path copy, Path place) throws Failure {
    try (Stream<Path> files = Files.walk(copy)) {
      // FORMAT comes last: a copy that was broken off is none.
      List<Path> ordered =
          files
              .sorted(
                  (a, b) ->
                      a.endsWith("FORMAT") == b.endsWith("FORMAT")
                          ? a.compareTo(b)
                          : a.endsWith("FORMAT") ? 1 : -1)
              .toList();
      for (Path file : ordered) {
        Files.copy(file, place.resolve(copy.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot copy %s to %s: %s".formatted(copy, place, e), e);
    }
  }
}

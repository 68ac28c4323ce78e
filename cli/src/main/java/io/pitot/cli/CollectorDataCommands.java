package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.rocks.DirectoryException;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Work on the data of a collector that does not run; {@link BackupCommand} also where it does. */
final class CollectorDataCommands {
  private CollectorDataCommands() {}

  /** Which data. */
  static final class Data {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Where the data lies (default: as for pitot collector).")
    @Nullable Path directory;

    Path path() {
      return directory == null ? Folders.of("collector") : directory;
    }

    /** Whether a collector runs on it. */
    boolean isInUse() {
      return RocksBlockStore.isInUse(path());
    }

    /** Opens what is there and makes nothing. */
    RocksBlockStore open() throws Failure {
      return open(existing(), RocksBlockStore::open);
    }

    /** The same, with what was written before a damage of the log. */
    RocksBlockStore openAfterDamage() throws Failure {
      return open(existing(), RocksBlockStore::openAfterDamage);
    }

    private Path existing() throws Failure {
      Path path = path();
      if (!Files.isDirectory(path)) {
        throw new Failure(
            ExitCode.UNKNOWN, "there is no data directory " + path + ": say --data=DIR");
      }
      return path;
    }

    /** How a store is opened. */
    private interface Opening {
      RocksBlockStore open(Path path) throws DirectoryException;
    }

    private static RocksBlockStore open(Path path) throws Failure {
      return open(path, RocksBlockStore::open);
    }

    private static RocksBlockStore open(Path path, Opening opening) throws Failure {
      try {
        return opening.open(path);
      } catch (DirectoryException e) {
        throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** {@code pitot collector check}. */
  @Command(
      name = "check",
      description =
          "Reads everything that a collector keeps and tells what is damaged; exit code 1 then.")
  static final class Check implements Callable<Integer> {
    @Mixin Data data = new Data();

    private final Terminal terminal;

    Check(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
      try (RocksBlockStore store = data.open()) {
        return check(store, data.path());
      }
    }

    private int check(RocksBlockStore store, Path path) {
      StoreCheck.Result result =
          new StoreCheck(store, partition -> terminal.progress("check " + partition.label())).run();
      terminal.endProgress();
      result.problems().forEach(terminal::note);
      terminal.print(
          "%s: %,d entries in %d partitions, %s"
              .formatted(
                  path,
                  result.entries(),
                  result.partitions(),
                  result.problemCount() == 0
                      ? "all right"
                      : "%,d problems".formatted(result.problemCount())));
      return result.problemCount() == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  /** {@code pitot collector repair}. */
  @Command(
      name = "repair",
      description = {
        "Makes a collector start again whose log is damaged: keeps what was written before the"
            + " damage, and lets go of what came after.",
        "Tells as check does what is damaged besides; exit code 1 then."
      })
  static final class Repair implements Callable<Integer> {
    @Mixin Data data = new Data();

    private final Terminal terminal;

    Repair(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
      try (RocksBlockStore store = data.openAfterDamage()) {
        return new Check(terminal).check(store, data.path());
      }
    }
  }

  /** {@code pitot collector compact}. */
  @Command(
      name = "compact",
      description = "Brings what a collector keeps into the form that takes the least space.")
  static final class Compact implements Callable<Integer> {
    @Mixin Data data = new Data();

    private final Terminal terminal;

    Compact(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
      try (RocksBlockStore store = data.open()) {
        long before = store.sizeBytes();
        store.compact(partition -> terminal.progress("compact " + partition.label()));
        terminal.endProgress();
        terminal.print(
            "%s: %s before, %s now"
                .formatted(data.path(), megabytes(before), megabytes(store.sizeBytes())));
        return ExitCode.OK;
      }
    }

    private static String megabytes(long bytes) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
  }

  /** {@code pitot collector restore BACKUP}. */
  @Command(
      name = "restore",
      description = "Makes a data directory from a backup; what is there is never replaced.")
  static final class Restore implements Callable<Integer> {
    @Mixin Data data = new Data();

    @Parameters(paramLabel = "BACKUP", description = "What pitot collector backup made.")
    Path backup = Path.of("");

    private final Terminal terminal;

    Restore(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
      if (!Files.isRegularFile(backup.resolve("FORMAT"))) {
        throw new Failure(
            ExitCode.UNKNOWN, "%s is no backup: there is no file FORMAT in it".formatted(backup));
      }
      copy(Data.open(backup), data.path());
      terminal.print("%s: restored from %s".formatted(data.path(), backup));
      return ExitCode.OK;
    }
  }

  static void copy(RocksBlockStore from, Path to) throws Failure {
    try (from) {
      from.backUp(to);
    } catch (DirectoryException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}

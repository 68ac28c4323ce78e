package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the data of a session lies: kept where a person named it, else removed at the end. */
public final class WorkDirectory implements AutoCloseable {
  private final Path path;
  private final boolean isKept;

  private WorkDirectory(Path path, boolean isKept) {
    this.path = path;
    this.isKept = isKept;
  }

  public static WorkDirectory open(@Nullable Path named) throws Failure {
    try {
      return named == null
          ? new WorkDirectory(Files.createTempDirectory("pitot-"), false)
          : new WorkDirectory(Files.createDirectories(named), true);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot create the data directory %s (%s): name one that this user can write with --data"
              .formatted(named == null ? System.getProperty("java.io.tmpdir") : named, e),
          e);
    }
  }

  /** A folder inside, made when it is missing. */
  public Path folder(String name) throws Failure {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot write to the data directory %s (%s): name another with --data".formatted(path, e),
          e);
    }
  }

  public boolean isKept() {
    return isKept;
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (isKept || !Files.exists(path)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(path)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }
}

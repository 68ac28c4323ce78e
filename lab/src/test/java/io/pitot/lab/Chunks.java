package io.pitot.lab;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * All chunks of a JVM's recordings, kept beyond its end. A JVM removes its chunks when it exits, so
 * each gets a second name (a hard link) while it is there: the same file, complete in the end.
 */
final class Chunks implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long pid;
  private final Path kept;
  private final CompletableFuture<Void> keeper;
  private volatile boolean isStopped;

  Chunks(long pid) throws IOException {
    this.pid = pid;
    // On the file system of the repository, which is below the temporary directory.
    this.kept = Files.createTempDirectory("pitot-lab-chunks-");
    this.keeper =
        CompletableFuture.runAsync(
            this::keep, work -> new Thread(work, "chunks of " + pid).start());
  }

  private void keep() {
    while (!isStopped) {
      try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
        for (Path descriptor : open.toList()) {
          link(descriptor);
        }
      } catch (IOException ended) {
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void link(Path descriptor) throws IOException {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      Path name = file.getFileName();
      if (name != null && name.toString().endsWith(".jfr")) {
        Files.createLink(kept.resolve(name), file);
      }
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      // Linked before, or closed since the listing.
    }
  }

  /** To be asked when the JVM has ended. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(kept)) {
      return files.sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    isStopped = true;
    keeper.join();
    for (Path file : files()) {
      Files.delete(file);
    }
    Files.delete(kept);
  }
}

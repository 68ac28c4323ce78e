package io.pitot.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon's folder on disk, its own until closed. */
final class StateDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  private final Path directory;
  private final FileChannel lock;

  private StateDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  static StateDirectory open(Path directory) throws DaemonStartException {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new DaemonStartException(
          "cannot write to the state directory %s (%s): choose another with --state, or make it writable for this user"
              .formatted(directory, e),
          e);
    }
    try {
      if (lock(channel) != null) {
        return new StateDirectory(directory, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new DaemonStartException(
          "cannot lock the state directory %s (%s): choose another with --state"
              .formatted(directory, e),
          e);
    }
    throw new DaemonStartException(
        "another daemon uses the state directory %s: stop it, or choose another with --state"
            .formatted(directory));
  }

  /** The folder for how far each target was read. */
  Path targets() throws IOException {
    return Files.createDirectories(directory.resolve("targets"));
  }

  /** The folder for copies that are on their way to somebody; empty at the start. */
  Path copies() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("copies"));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return folder;
  }

  Path spool() {
    return directory.resolve("spool");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("The state directory {} was not released: {}", directory, e.toString());
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException byThisProcess) {
      return null;
    }
  }
}

package io.pitot.daemon.recording;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The floor of free space under a repository. A JVM whose repository's file system fills up ends
 * itself: "An irrecoverable error in Jfr. Shutting down VM...".
 */
public final class FreeSpace {
  public static final long FLOOR_BYTES = 256L << 20;

  private FreeSpace() {}

  /**
   * Refuses when there is too little.
   *
   * @param directory that exists, as this process sees it
   * @param name of the directory in the message
   */
  public static Optional<Refusal> check(Path directory, String name) {
    // FileStore fails on file systems that are mounted only where the target lives.
    long usableBytes = directory.toFile().getUsableSpace();
    if (usableBytes >= FLOOR_BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.forNow(
            "the file system of its JFR repository %s has %d MB free, less than %d MB: JFR ends a JVM whose disk is full"
                .formatted(name, usableBytes >> 20, FLOOR_BYTES >> 20),
            "free space there, or start the JVM with -Djava.io.tmpdir on a larger file system"));
  }
}

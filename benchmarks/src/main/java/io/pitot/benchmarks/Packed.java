package io.pitot.benchmarks;

import io.pitot.benchmarks.store.PackedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run packed}: what an hour of windows takes as they came and packed, and what
 * packing and reading them costs; the evidence of docs/storage.md.
 */
final class Packed {
  private static final long HOUR_SECONDS = 3600;

  private Packed() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("pitot-packed");
    try {
      long hour = System.currentTimeMillis() / 1000 / HOUR_SECONDS - 1;
      new PackedRun(folder, hour * HOUR_SECONDS).run();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}

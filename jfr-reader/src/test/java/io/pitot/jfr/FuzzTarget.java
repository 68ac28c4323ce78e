package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls with bytes that it believes lead somewhere new. */
public final class FuzzTarget {
  private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "fuzz-input.jfr");

  private FuzzTarget() {}

  /** Reads the bytes as a finished file and as a growing chunk; any other exception is a bug. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    EventPrints finished = new EventPrints();
    try {
      Recording.read(FILE, finished.handlers());
    } catch (JfrFormatException declared) {
      if (!finished.values.isEmpty()) {
        throw new IllegalStateException("events were delivered, and then", declared);
      }
    }
    try (ChunkReader reader = ChunkReader.open(FILE, new EventPrints().handlers())) {
      for (int polls = 0; polls < 3 && reader.poll() == Poll.ADVANCED; polls++) {
        // An unfinished chunk is never more than advanced.
      }
    } catch (JfrFormatException declared) {
      // All that a growing chunk may throw.
    }
  }
}

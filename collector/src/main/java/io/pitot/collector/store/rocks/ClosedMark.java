package io.pitot.collector.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * How far a store had come when it was closed. A log, or the list of files, that was cut at its end
 * looks to the engine like one that was written when the machine stopped; here it is told apart.
 *
 * <pre>
 *   CLOSED   one line: the number of the engine's last change; there from a close to the next open
 * </pre>
 */
final class ClosedMark {
  private final Path file;

  ClosedMark(Path dataDirectory) {
    this.file = dataDirectory.resolve("CLOSED");
  }

  /** The last change before the store was closed; empty when it was not closed. */
  OptionalLong read() throws IOException {
    try {
      String text = Files.readString(file).strip();
      return text.matches("[0-9]{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /** Before anything is changed. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /** When nothing will be changed any more. */
  void write(long lastChange) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap((lastChange + "\n").getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
  }
}

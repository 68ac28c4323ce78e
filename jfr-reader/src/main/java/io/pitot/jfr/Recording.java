package io.pitot.jfr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads recordings that nobody writes any more. */
public final class Recording {
  private Recording() {}

  /**
   * Delivers all chunks of a file, one after the other. Damage does not stop it: what can be read
   * is delivered, the rest is in the report.
   *
   * @throws JfrFormatException when the file is no recording at all, or of another version
   */
  public static ReadReport read(Path path, EventHandlers handlers) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      HeaderReader headers = new HeaderReader(channel, path);
      List<Damage> damages = new ArrayList<>();
      long fileSize = channel.size();
      long offset = 0;
      long events = 0;
      int chunks = 0;
      int unfinished = 0;
      while (offset < fileSize) {
        Chunk chunk = new Chunk(channel, path, handlers, offset + ChunkHeader.SIZE_BYTES);
        try {
          ChunkHeader header = headers.read(offset);
          if (header == null) {
            throw new CorruptRecordingException(
                path, offset, "the chunk's header", "incomplete", "68 bytes, not being rewritten");
          }
          chunk.read(header);
          chunks++;
          unfinished += header.finished() ? 0 : 1;
          offset = header.fileEnd();
        } catch (CorruptRecordingException e) {
          if (offset == 0 && chunk.offset() == ChunkHeader.SIZE_BYTES) {
            throw e;
          }
          damages.add(new Damage(e.offset(), e.getMessage(), fileSize - chunk.offset()));
          offset = fileSize;
        }
        events += chunk.eventCount();
      }
      return new ReadReport(chunks, events, offset, unfinished, damages);
    }
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads recordings that nobody writes any more. */
public final class Recording {
  private static final int CONSTANT_BLOCKS = 256;

  private static final int MAX_DAMAGES = 1000;

  private final FileChannel channel;
  private final Path path;
  private final EventHandlers handlers;
  private final HeaderReader headers;
  private final long fileSize;
  private final List<Damage> damages = new ArrayList<>();
  private final EarlierChunks earlier = EarlierChunks.ofFile();
  private int chunks;
  private int unfinishedChunks;
  private long events;

  private Recording(FileChannel channel, Path path, EventHandlers handlers) throws IOException {
    this.channel = channel;
    this.path = path;
    this.handlers = handlers;
    headers = new HeaderReader(channel, path);
    fileSize = channel.size();
  }

  /**
   * Delivers all chunks of a file, one after the other. Damage does not stop it: what can be read
   * is delivered, the rest is in the report.
   *
   * @throws JfrFormatException when nothing in the file can be read as a chunk
   */
  public static ReadReport read(Path path, EventHandlers handlers) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new Recording(channel, path, handlers).read();
    }
  }

  private ReadReport read() throws IOException {
    ChunkSearch search = new ChunkSearch(channel, path, headers, fileSize);
    JfrFormatException first = null;
    long offset = 0;
    while (offset < fileSize || (fileSize == 0 && first == null)) {
      try {
        ChunkHeader header = headers.readAtRest(offset);
        offset = readChunk(header, search.endOf(header), search);
        if (!header.finished() && offset < fileSize) {
          offset = search.next(offset, offset, header);
        }
      } catch (JfrFormatException e) {
        first = first == null ? e : first;
        long next = fileSize == 0 ? 0 : search.behindLostHeader(offset);
        report(e, next - offset);
        offset = next;
      }
    }
    if (chunks == 0 && first != null) {
      throw first;
    }
    return new ReadReport(chunks, events, fileSize, unfinishedChunks, damages);
  }

  /** Reads up to {@code end}, or to where another chunk begins before; returns which it was. */
  private long readChunk(ChunkHeader header, long end, ChunkSearch search) throws IOException {
    long begin = header.fileOffset() + ChunkHeader.SIZE_BYTES;
    ChunkHeader bounded = header.endingAt(end);
    Chunk chunk =
        new Chunk(
            channel,
            path,
            handlers,
            begin,
            CONSTANT_BLOCKS,
            HeapShare.STACK_BYTES,
            earlier.before(header));
    List<CorruptRecordingException> problems = new ArrayList<>();
    if (end != header.fileEnd()) {
      problems.add(
          new CorruptRecordingException(
              path,
              header.fileOffset() + 8,
              "the chunk's size",
              header.sizeBytes(),
              end - header.fileOffset()));
    }
    problems.addAll(chunk.read(bounded, end));
    long other = chunk.offset() < end ? search.surelyWithin(chunk.offset(), end) : ChunkProbe.NONE;
    long next = other == ChunkProbe.NONE ? end : other;
    for (CorruptRecordingException problem : problems) {
      report(problem, next - chunk.offset());
    }
    chunks++;
    unfinishedChunks += header.finished() ? 0 : 1;
    events += chunk.eventCount();
    earlier.add(header, chunk.constants().forLookBack(), () -> {});
    return next;
  }

  private void report(JfrFormatException problem, long lostBytes) {
    if (damages.size() < MAX_DAMAGES) {
      damages.add(new Damage(problem.offset(), problem.getMessage(), lostBytes));
    }
  }
}

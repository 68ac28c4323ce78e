package io.pitot.jfr;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one chunk file while a JVM writes it.
 *
 * <p>The JVM rewrites the header after each flush, about once a second. What stands before the
 * header's size is complete, and everything that its events name is in one of the checkpoints
 * before. The file stays open, so a chunk that is deleted meanwhile is read to its end. A chunk of
 * a killed JVM never becomes {@link Poll#FINISHED}: who knows that the JVM is gone stops polling.
 *
 * <p>For one thread at a time.
 */
public final class ChunkReader implements Closeable {
  private static final int CONSTANT_BLOCKS = 32;
  private static final int MAX_STACK_BYTES = 2 << 20;

  private final Path path;
  private final FileChannel channel;
  private final HeaderReader headers;
  private final EventHandlers handlers;
  private final long firstOffset;
  private final @Nullable EarlierChunks earlier;

  /** Null until the header says of which JVM it is. */
  private @Nullable Chunk chunk;

  private @Nullable ChunkHeader header;
  private boolean finished;
  private boolean closed;

  private ChunkReader(
      Path path,
      FileChannel channel,
      EventHandlers handlers,
      long firstOffset,
      @Nullable EarlierChunks earlier) {
    this.path = path;
    this.channel = channel;
    this.handlers = handlers;
    this.firstOffset = firstOffset;
    this.earlier = earlier;
    headers = new HeaderReader(channel, path);
  }

  /** Opens a chunk file, which may still be empty. */
  public static ChunkReader open(Path path, EventHandlers handlers) throws IOException {
    return open(path, handlers, ChunkHeader.SIZE_BYTES);
  }

  /**
   * Opens a chunk file that was read up to {@code offset} before.
   *
   * @param offset what {@link #offset} said then; events before it are not delivered again
   */
  public static ChunkReader open(Path path, EventHandlers handlers, long offset)
      throws IOException {
    return open(path, handlers, offset, null);
  }

  /**
   * Opens a chunk file whose events may name stacks, threads and classes that only an earlier chunk
   * of the same JVM holds.
   *
   * @param earlier what the chunks before are looked up in as far as their readers were given the
   *     same object and closed; this reader's chunk is added when it is closed
   */
  public static ChunkReader open(
      Path path, EventHandlers handlers, long offset, @Nullable EarlierChunks earlier)
      throws IOException {
    if (offset < ChunkHeader.SIZE_BYTES) {
      throw new IllegalArgumentException("offset " + offset + " lies within the chunk's header");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new ChunkReader(path, channel, handlers, offset, earlier);
  }

  /**
   * Delivers what the JVM has flushed since the last call.
   *
   * @throws CorruptRecordingException after everything before the damage was delivered; the rest of
   *     the chunk is lost
   */
  public Poll poll() throws IOException {
    return poll(Long.MAX_VALUE);
  }

  /**
   * Delivers what the JVM has flushed since the last call, but nothing at or behind an offset: for
   * a reader that repeats exactly what an earlier one did.
   *
   * @param limit what {@link #offset} of the earlier reader said between two polls
   * @return {@link Poll#NOT_READY} when the limit was reached before
   * @throws CorruptRecordingException as {@link #poll()} does
   */
  public Poll poll(long limit) throws IOException {
    if (finished) {
      return Poll.FINISHED;
    }
    if (offset() >= limit) {
      return Poll.NOT_READY;
    }
    ChunkHeader current = headers.read(0);
    if (current == null || (!current.finished() && !advances(current))) {
      return Poll.NOT_READY;
    }
    if (current.sizeBytes() < offset()) {
      throw new CorruptRecordingException(
          path, 8, "the chunk's size", current.sizeBytes(), "at least " + offset());
    }
    header = current;
    Chunk reading = chunk == null ? begin(current) : chunk;
    chunk = reading;
    List<CorruptRecordingException> problems =
        reading.read(current, Math.min(current.fileEnd(), limit));
    reading.rest();
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    finished = current.finished() && offset() >= current.fileEnd();
    return finished ? Poll.FINISHED : Poll.ADVANCED;
  }

  private Chunk begin(ChunkHeader first) {
    return new Chunk(
        channel,
        path,
        handlers,
        firstOffset,
        CONSTANT_BLOCKS,
        MAX_STACK_BYTES,
        earlier == null ? List.of() : earlier.before(first));
  }

  private boolean advances(ChunkHeader current) {
    return current.metadataOffset() > 0 && current.sizeBytes() != offset();
  }

  /**
   * The header of the last poll that was not {@link Poll#NOT_READY}.
   *
   * @throws IllegalStateException before the first
   */
  public ChunkHeader header() {
    if (header == null) {
      throw new IllegalStateException(path + ": no flush was read yet");
    }
    return header;
  }

  /** Everything before it was delivered: where a later reader of this chunk goes on. */
  public long offset() {
    return chunk == null ? firstOffset : chunk.offset();
  }

  public Path path() {
    return path;
  }

  /** Closes the file, unless later chunks may need it: then {@link EarlierChunks} does. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (earlier == null || chunk == null || header == null) {
      channel.close();
    } else {
      earlier.add(header, chunk.constants().forLookBack(), channel);
    }
  }
}

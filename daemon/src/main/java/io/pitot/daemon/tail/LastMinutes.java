package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of what JFR has recorded in a JVM, as a recording that any JFR tool opens. It is copied
 * from the JVM's repository: the JVM does nothing for it and notices nothing.
 *
 * <p>Whole chunks are copied, the one that is being written up to its last flush, so the recording
 * begins at or before the asked time.
 */
public final class LastMinutes {
  // Of a chunk's header: 8 size s8, 40 duration ns s8, 64 state u1: 0 finished, 255 in work
  private static final int HEADER_BYTES = 68;
  private static final int SIZE_OFFSET = 8;
  private static final int DURATION_OFFSET = 40;
  private static final int STATE_OFFSET = 64;
  private static final int STATE_IN_WORK = 255;
  private static final int HEADER_ATTEMPTS = 200;

  private LastMinutes() {}

  /**
   * What was copied.
   *
   * @param from when the first chunk begins
   * @param to the last flush
   * @param vanishedChunks that the JVM deleted before they were copied
   */
  public record Copied(int chunks, long sizeBytes, Instant from, Instant to, int vanishedChunks) {}

  /**
   * Writes the chunks that hold the last part of the JVM's recording.
   *
   * @param file replaced when it exists, once all is copied
   * @return empty when JFR does not record in the JVM, or has flushed nothing yet
   */
  public static Optional<Copied> copy(FoundJvm jvm, Duration last, Path file) throws IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    Path partial = Files.createTempFile(folder, file.getFileName() + ".", ".part");
    try {
      Optional<Copied> copied;
      try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        copied = copy(chunksSince(jvm, Instant.now().minus(last)), out);
      }
      if (copied.isPresent()) {
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return copied;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** The newest that began before the time, and all later ones. */
  private static List<ChunkFile> chunksSince(FoundJvm jvm, Instant time) throws IOException {
    Repository repository = new Repository(jvm.files(), "/nowhere");
    if (!repository.relocate()) {
      return List.of();
    }
    List<ChunkFile> chunks = repository.takeNew();
    long timeNanos = Math.multiplyExact(time.toEpochMilli(), 1_000_000L);
    int first = 0;
    while (first + 1 < chunks.size() && chunks.get(first + 1).startNanos() <= timeNanos) {
      first++;
    }
    return chunks.subList(first, chunks.size());
  }

  private static Optional<Copied> copy(List<ChunkFile> chunks, FileChannel out) throws IOException {
    List<ChunkFile> copied = new ArrayList<>();
    int vanished = 0;
    long endNanos = 0;
    for (ChunkFile chunk : chunks) {
      try (FileChannel in = FileChannel.open(chunk.path(), StandardOpenOption.READ)) {
        ByteBuffer header = header(in, chunk.path());
        if (header.getLong(SIZE_OFFSET) > HEADER_BYTES) {
          append(in, header, chunk.path(), out);
          copied.add(chunk);
          endNanos = chunk.startNanos() + header.getLong(DURATION_OFFSET);
        }
      } catch (NoSuchFileException deletedByTheJvm) {
        vanished++;
      }
    }
    return copied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Copied(
                copied.size(),
                out.position(),
                instant(copied.get(0).startNanos()),
                instant(endNanos),
                vanished));
  }

  /** The header as the last flush left it. */
  private static ByteBuffer header(FileChannel in, Path path) throws IOException {
    for (int attempt = 0; attempt < HEADER_ATTEMPTS; attempt++) {
      ByteBuffer header = read(in, path);
      boolean isInWork = (header.get(STATE_OFFSET) & 0xFF) == STATE_IN_WORK;
      if (!isInWork && header.equals(read(in, path))) {
        return header;
      }
      Thread.onSpinWait();
    }
    throw new IOException(
        "the header of %s is being written all the time: try again".formatted(path));
  }

  private static ByteBuffer read(FileChannel in, Path path) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    while (header.hasRemaining()) {
      if (in.read(header, header.position()) < 0) {
        throw new IOException("%s ends within its header".formatted(path));
      }
    }
    return header.flip();
  }

  private static void append(FileChannel in, ByteBuffer header, Path path, FileChannel out)
      throws IOException {
    long sizeBytes = header.getLong(SIZE_OFFSET);
    // What is copied will not be written to any more.
    header.put(STATE_OFFSET, (byte) 0);
    while (header.hasRemaining()) {
      out.write(header);
    }
    long offset = HEADER_BYTES;
    while (offset < sizeBytes) {
      long bytes = in.transferTo(offset, sizeBytes - offset, out);
      if (bytes <= 0) {
        throw new IOException(
            "%s ends at %d, and its header says %d bytes".formatted(path, offset, sizeBytes));
      }
      offset += bytes;
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}

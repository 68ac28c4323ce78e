package io.pitot.collector.store.rocks;

import io.pitot.collector.store.CorruptStoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the engine had come when it last acknowledged something. After a kill nothing else tells
 * a log whose end was cut, or that is gone, from one that ended there.
 *
 * <p>Nobody syncs it: what a killed process wrote stays with the system, and when the machine
 * itself stops it may tell less than is stored, never more, since it is written after what it tells
 * of is durable, and before a partition goes. Where it cannot be written it is removed.
 *
 * <pre>
 *   REACHED, big-endian
 *     0   8   number of the engine's last change
 *     8   4   partitions
 *    12   4   CRC-32C of the twelve bytes before
 * </pre>
 */
final class ReachedMark implements Closeable {
  private static final int BYTES = 16;
  private static final Logger log = LoggerFactory.getLogger(ReachedMark.class);

  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  /** Null before the first note, and after one that failed. */
  private @Nullable FileChannel file;

  private boolean isForgotten;

  /** As it was written down. */
  record Reached(long change, int partitions) {}

  ReachedMark(Path path) {
    this.path = path;
  }

  /** What is known of it; empty where nothing is, or not the whole. */
  Optional<Reached> read() {
    ByteBuffer read;
    try {
      read = ByteBuffer.wrap(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CorruptStoreException("cannot read " + path + ": " + e, e);
    }
    if (read.remaining() != BYTES) {
      return Optional.empty();
    }
    Reached reached = new Reached(read.getLong(), read.getInt());
    return read.getInt() == checksum(reached) ? Optional.of(reached) : Optional.empty();
  }

  void note(Reached reached) {
    if (isForgotten) {
      return;
    }
    try {
      if (file == null) {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
      buffer.clear();
      buffer.putLong(reached.change()).putInt(reached.partitions()).putInt(checksum(reached));
      buffer.flip();
      for (int at = 0; buffer.hasRemaining(); ) {
        at += file.write(buffer, at);
      }
    } catch (IOException e) {
      forget(e);
    }
  }

  /** An old one would tell of partitions that are gone since. */
  private void forget(IOException why) {
    log.warn("Until the next start a damage after a kill may not be noticed: {}", why.toString());
    isForgotten = true;
    try {
      close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private static int checksum(Reached reached) {
    CRC32C checksum = new CRC32C();
    checksum.update(
        ByteBuffer.allocate(BYTES - Integer.BYTES)
            .putLong(reached.change())
            .putInt(reached.partitions())
            .flip());
    return (int) checksum.getValue();
  }
}

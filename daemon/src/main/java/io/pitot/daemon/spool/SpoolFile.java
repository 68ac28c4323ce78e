package io.pitot.daemon.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that an interrupt of the calling thread does not close, as it closes a {@link
 * FileChannel}: it is opened again and the thread stays interrupted.
 */
final class SpoolFile implements Closeable {
  @FunctionalInterface
  private interface Work<T> {
    T on(FileChannel channel) throws IOException;
  }

  private static final OpenOption[] READ_WRITE = {
    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
  };

  private final ChannelOpener opener;
  private final Path path;
  private final OpenOption[] options;
  private FileChannel channel;
  private boolean closed;

  /** Opens the file, which is created when missing. */
  SpoolFile(ChannelOpener opener, Path path) throws IOException {
    this(opener, path, READ_WRITE);
  }

  private SpoolFile(ChannelOpener opener, Path path, OpenOption... options) throws IOException {
    this.opener = opener;
    this.path = path;
    this.options = options;
    channel = opener.open(path, options);
  }

  /** Without it a power cut may take new files out of the directory. */
  static void syncDirectory(Path directory) throws IOException {
    try (SpoolFile file = new SpoolFile(FileChannel::open, directory, StandardOpenOption.READ)) {
      file.sync();
    }
  }

  Path path() {
    return path;
  }

  void write(ByteBuffer bytes, long offset) throws IOException {
    int from = bytes.position();
    uninterrupted(
        open -> {
          bytes.position(from);
          while (bytes.hasRemaining()) {
            open.write(bytes, offset + bytes.position() - from);
          }
          return bytes;
        });
  }

  /** Fewer bytes than asked for where the file ends. */
  ByteBuffer read(long offset, int length) throws IOException {
    return uninterrupted(
        open -> {
          ByteBuffer bytes = ByteBuffer.allocate(length);
          while (bytes.hasRemaining() && open.read(bytes, offset + bytes.position()) >= 0) {}
          return bytes.flip();
        });
  }

  /** Returns when what was written is on the disk. */
  void sync() throws IOException {
    uninterrupted(
        open -> {
          open.force(false);
          return open;
        });
  }

  /** Nothing happens when the file is that short already. */
  void truncate(long sizeBytes) throws IOException {
    uninterrupted(open -> open.truncate(sizeBytes));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    channel.close();
  }

  private <T> T uninterrupted(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.on(channel);
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          // Else the next attempt would end the same way.
          boolean cleared = Thread.interrupted();
          if (closed || !cleared) {
            throw e;
          }
          channel = opener.open(path, options);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

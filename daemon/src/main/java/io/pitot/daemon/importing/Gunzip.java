package io.pitot.daemon.importing;

import io.pitot.daemon.importing.InputException.Fault;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Copies a stream to a file that can be read at any place, and decompresses it on the way.
 *
 * <p>A stream that breaks off leaves what came before the break. One that swells without end is
 * refused.
 */
final class Gunzip {
  private static final int BUFFER_BYTES = 64 << 10;

  /** The densest profiles are compressed to about a hundredth. */
  private static final long MAX_RATIO = 400;

  private static final long RATIO_COUNTS_FROM_BYTES = 64L << 20;
  private static final long CHECK_EVERY_BYTES = 16L << 20;

  private final String name;
  private final InputLimits limits;

  Gunzip(String name, InputLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  /**
   * Copies what the stream holds, plain or compressed.
   *
   * @return why it ended before its end; empty when it did not
   */
  String copy(InputStream in, Path to, long ofBytes, ReadProgress progress) throws IOException {
    FileStore disk = Files.getFileStore(to.toAbsolutePath().getParent());
    Counted compressed = new Counted(new BufferedInputStream(in, BUFFER_BYTES));
    compressed.mark(2);
    boolean isGzip = compressed.read() == 0x1f && compressed.read() == 0x8b;
    compressed.reset();
    compressed.count = 0;
    try (OutputStream out = Files.newOutputStream(to)) {
      InputStream plain = compressed;
      byte[] buffer = new byte[BUFFER_BYTES];
      long written = 0;
      long checkAt = 0;
      try {
        plain = isGzip ? new GZIPInputStream(compressed, BUFFER_BYTES) : compressed;
        for (int n; (n = plain.read(buffer)) >= 0; ) {
          written += n;
          if (written >= checkAt) {
            check(written, isGzip ? compressed.count : 0, disk, to);
            checkAt = written + CHECK_EVERY_BYTES;
          }
          out.write(buffer, 0, n);
          progress.read(compressed.count, ofBytes);
        }
      } catch (EOFException | ZipException e) {
        return "the gzip stream ends or is damaged behind %d bytes (%s); %d bytes came out of it"
            .formatted(compressed.count, e.getMessage(), written);
      }
    }
    return "";
  }

  private void check(long written, long compressedBytes, FileStore disk, Path to)
      throws IOException {
    if (compressedBytes > 0
        && written > RATIO_COUNTS_FROM_BYTES
        && written / MAX_RATIO > compressedBytes) {
      throw new InputException(
          Fault.TOO_LARGE,
          "%s: %d compressed bytes have become %d so far, more than any profile does: it is refused"
              .formatted(name, compressedBytes, written));
    }
    if (written > limits.maxBytes()) {
      throw new InputException(
          Fault.TOO_LARGE,
          "%s: it is larger than %d bytes, the most that is taken from a stream or a compressed file: decompress it and name the file"
              .formatted(name, limits.maxBytes()));
    }
    long freeBytes = disk.getUsableSpace();
    if (freeBytes < limits.minFreeBytes()) {
      throw new InputException(
          Fault.TOO_LARGE,
          "%s: only %d bytes are free in %s: make room, or set PITOT_JAVA_OPTIONS=-Djava.io.tmpdir=DIR"
              .formatted(name, freeBytes, to.toAbsolutePath().getParent()));
    }
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    private Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }
}

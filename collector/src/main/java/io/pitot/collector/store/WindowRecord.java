package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * That a window was received, also when it is empty, and what it misses: an idle JVM is covered, a
 * JVM that was not watched is not. Stored for each window and part under type 0.
 *
 * <pre>
 *   u8        format, 1
 *   ...       losses, as {@link Loss} draws them
 * </pre>
 */
public record WindowRecord(List<Loss> losses) {
  /** The length of every window. */
  public static final int LENGTH_SECONDS = 10;

  /** Of a window that misses nothing. */
  static final WindowRecord COMPLETE = new WindowRecord(List.of());

  private static final int FORMAT = 1;

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(16).u8(FORMAT);
    Loss.write(losses, out);
    return out.toBytes();
  }

  static WindowRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("a window record", value);
    in.format(FORMAT);
    List<Loss> losses = Loss.read(in);
    in.end();
    return new WindowRecord(losses);
  }
}

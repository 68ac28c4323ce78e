package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * That a window was received, also when it is empty, and what it misses: an idle JVM is covered, a
 * JVM that was not watched is not. Stored for each window and part under type 0.
 *
 * <pre>
 *   u8        format, 1
 *   varint    n: losses
 *   n times   text reason, varint count, text unit
 * </pre>
 */
public record WindowRecord(List<Loss> losses) {
  /** The length of every window. */
  public static final int LENGTH_SECONDS = 10;

  /** Of a window that misses nothing. */
  static final WindowRecord COMPLETE = new WindowRecord(List.of());

  private static final int FORMAT = 1;
  private static final int MAX_LOSSES = 1 << 16;

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(16).u8(FORMAT).varint(losses.size());
    for (Loss loss : losses) {
      out.text(loss.reason()).varint(loss.count()).text(loss.unit());
    }
    return out.toBytes();
  }

  static WindowRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("a window record", value);
    in.format(FORMAT);
    int n = in.varint(MAX_LOSSES);
    List<Loss> losses = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      losses.add(new Loss(in.text(), in.varint(), in.text()));
    }
    in.end();
    return new WindowRecord(List.copyOf(losses));
  }
}

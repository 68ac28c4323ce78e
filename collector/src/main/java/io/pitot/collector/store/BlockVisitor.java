package io.pitot.collector.store;

import java.nio.ByteBuffer;

/** Takes the entries of a scan. */
@FunctionalInterface
public interface BlockVisitor {
  /**
   * Takes one entry. Both buffers are big-endian, start at position 0 and are valid during the call
   * only.
   *
   * @return whether to go on
   */
  boolean entry(ByteBuffer key, ByteBuffer value);
}

package io.pitot.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of a file in memory: blocks at multiples of the same size, each with a little of what
 * follows it, so that a value seldom falls between two. A fixed number of blocks is kept; a block
 * whose slot is wanted by another is read again when it is wanted again.
 *
 * <p>Blocks are copies, not mappings: a file that is cut short while it is read gives an error
 * instead of a fault in the JVM. What was read does not change: a chunk only grows. A block is
 * valid until the next is asked for.
 */
final class FileBlocks {
  static final int OVERLAP_BYTES = 4 << 10;

  /** Bytes of the file from {@code offset} on. */
  record Block(long offset, byte[] bytes, int size) {
    boolean holds(long from, long to) {
      return from >= offset && to <= offset + size;
    }
  }

  private final FileChannel channel;
  private final int blockBytes;
  private final @Nullable Block[] slots;

  /**
   * @param slots how many blocks are kept, a power of two
   */
  FileBlocks(FileChannel channel, int blockBytes, int slots) {
    this.channel = channel;
    this.blockBytes = blockBytes;
    this.slots = new @Nullable Block[slots];
  }

  /**
   * The block that {@code offset} lies in, with at least {@code size} bytes from there on, as far
   * as the file has them before {@code end}.
   */
  Block at(long offset, int size, long end) throws IOException {
    long number = offset / blockBytes;
    long begin = number * blockBytes;
    long wanted = Math.min(offset + size, end);
    if (wanted > begin + blockBytes + OVERLAP_BYTES) {
      return fill(new byte[size + Varint.SLACK], offset, size, end);
    }
    int slot = (int) (number & (slots.length - 1));
    Block known = slots[slot];
    if (known == null || !known.holds(begin, wanted)) {
      known = read(begin, known, end);
      slots[slot] = known;
    }
    return known;
  }

  void forget() {
    Arrays.fill(slots, null);
  }

  /** Reads the block at {@code begin} in place of {@code evicted}. */
  private Block read(long begin, @Nullable Block evicted, long end) throws IOException {
    int size = (int) Math.min(blockBytes + OVERLAP_BYTES, end - begin);
    if (evicted != null && evicted.bytes().length >= size + Varint.SLACK) {
      return fill(evicted.bytes(), begin, size, end);
    }
    return fill(new byte[size + Varint.SLACK], begin, size, end);
  }

  private Block fill(byte[] bytes, long offset, int size, long end) throws IOException {
    int wanted = (int) Math.min(size, end - offset);
    ByteBuffer into = ByteBuffer.wrap(bytes, 0, wanted);
    while (into.hasRemaining() && channel.read(into, offset + into.position()) >= 0) {
      // A read may give less than was asked for; the end of the file is found by the caller.
    }
    return new Block(offset, bytes, into.position());
  }
}

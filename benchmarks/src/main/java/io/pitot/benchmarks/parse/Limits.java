package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What no reader can be faster than. */
final class Limits {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Limits() {}

  private interface Block {
    long take(byte[] bytes, int size);
  }

  /** Copies the bytes from the page cache, block by block as the reader does. */
  static long read(Path recording) throws IOException {
    return blocks(recording, (bytes, size) -> bytes[size - 1]);
  }

  /** Takes everything for compressed integers, decodes each and adds them up. */
  static long decodeAll(Path recording) throws IOException {
    return blocks(recording, Limits::sumOfIntegers);
  }

  private static long blocks(Path recording, Block block) throws IOException {
    long sum = 0;
    byte[] bytes = new byte[BLOCK_BYTES + Long.BYTES];
    try (FileChannel channel = FileChannel.open(recording)) {
      ByteBuffer into = ByteBuffer.wrap(bytes, 0, BLOCK_BYTES).slice();
      for (int size = channel.read(into); size > 0; size = channel.read(into.clear())) {
        sum += block.take(bytes, size);
      }
    }
    return sum;
  }

  /** Eight bytes at once; no branch depends on how long an integer is, unless it has nine. */
  private static long sumOfIntegers(byte[] bytes, int size) {
    long sum = 0;
    int at = 0;
    while (at < size) {
      long word = (long) WORD.get(bytes, at);
      long ends = ~word & 0x8080808080808080L;
      if (ends == 0) {
        at += 9;
        continue;
      }
      long groups = word & (ends ^ (ends - 1)) & 0x7f7f7f7f7f7f7f7fL;
      groups = (groups & 0x007f007f007f007fL) | ((groups & 0x7f007f007f007f00L) >>> 1);
      groups = (groups & 0x00003fff00003fffL) | ((groups & 0x3fff00003fff0000L) >>> 2);
      sum += (groups & 0x000000000fffffffL) | ((groups & 0x0fffffff00000000L) >>> 4);
      at += (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
    }
    return sum;
  }
}

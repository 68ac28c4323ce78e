package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BlockWriter} wrote; what does not fit is a {@link CorruptStoreException}. */
final class BlockReader {
  private final String what;
  private final ByteBuffer bytes;

  /**
   * Reads on from the buffer's position.
   *
   * @param what names the bytes in errors
   */
  BlockReader(String what, ByteBuffer bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  int u8() {
    need(1);
    return bytes.get() & 0xFF;
  }

  int u16() {
    need(2);
    return bytes.getShort() & 0xFFFF;
  }

  long u32() {
    need(4);
    return bytes.getInt() & 0xFFFF_FFFFL;
  }

  /** A number that an index or a size is made of. */
  int int32() {
    long value = u32();
    if (value > Integer.MAX_VALUE) {
      throw corrupt("a number below 2^31", value);
    }
    return (int) value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw corrupt("the end of a number", "ten bytes and more");
  }

  /** A varint between 0 and {@code max}. */
  int varint(int max) {
    long value = varint();
    if (value < 0 || value > max) {
      throw corrupt("a number up to " + max, value);
    }
    return (int) value;
  }

  /** What is left, all of it varints; of an array they are read at several times the speed. */
  Varints varints() {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return new Varints(what, rest);
  }

  String text() {
    byte[] utf8 = new byte[varint(bytes.remaining())];
    need(utf8.length);
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** So many texts as they are. */
  FrameNames names(int count) {
    int origin = bytes.position();
    byte[] utf8 = new byte[bytes.remaining()];
    bytes.get(origin, utf8);
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      int length = varint(bytes.remaining());
      need(length);
      from[i] = bytes.position() - origin;
      to[i] = from[i] + length;
      bytes.position(origin + to[i]);
    }
    return new FrameNames(utf8, from, to);
  }

  /** The rest as one text. */
  String rest() {
    byte[] utf8 = new byte[bytes.remaining()];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  void format(int known) {
    int format = u8();
    if (format != known) {
      throw corrupt("format " + known, "format " + format);
    }
  }

  int remaining() {
    return bytes.remaining();
  }

  void end() {
    if (bytes.hasRemaining()) {
      throw corrupt("its end", bytes.remaining() + " more bytes");
    }
  }

  CorruptStoreException corrupt(String expected, Object actual) {
    return new CorruptStoreException(
        "%s is damaged at byte %s of %s: expected %s, found %s"
            .formatted(what, bytes.position(), bytes.limit(), expected, actual));
  }

  private void need(int count) {
    if (bytes.remaining() < count) {
      throw corrupt(count + " more bytes", bytes.remaining());
    }
  }
}

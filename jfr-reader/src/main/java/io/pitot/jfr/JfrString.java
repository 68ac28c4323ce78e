package io.pitot.jfr;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A string as JFR writes it: one byte that tells the encoding, then what it needs.
 *
 * <pre>
 * 0 null   1 empty   2 id of a string constant   3 length, UTF-8 bytes
 * 4 length, UTF-16 units as integers             5 length, Latin-1 bytes
 * </pre>
 */
final class JfrString {
  static final int NULL = 0;
  static final int EMPTY = 1;
  static final int CONSTANT = 2;
  static final int UTF8 = 3;
  static final int CHARS = 4;
  static final int LATIN1 = 5;

  private JfrString() {}

  /** Finds a string that stands for an id. */
  interface Pool {
    @Nullable String string(long id);
  }

  static void skip(ChunkInput in) throws IOException {
    long at = in.offset();
    int encoding = (int) in.fixed(1);
    switch (encoding) {
      case NULL, EMPTY -> {}
      case CONSTANT -> in.skipIntegers(1, 8);
      case UTF8, LATIN1 -> in.skip(in.count("the length of a string", 1));
      case CHARS -> in.skipIntegers(in.count("the length of a string", 1), 2);
      default -> throw in.corrupt(at, "the encoding of a string", encoding, "0..5");
    }
  }

  static @Nullable String read(ChunkInput in, Pool pool) throws IOException {
    long at = in.offset();
    int encoding = (int) in.fixed(1);
    return switch (encoding) {
      case NULL -> null;
      case EMPTY -> "";
      case CONSTANT -> pool.string(in.integer(8));
      case UTF8 -> readBytes(in, StandardCharsets.UTF_8);
      case LATIN1 -> readBytes(in, StandardCharsets.ISO_8859_1);
      case CHARS -> readChars(in);
      default -> throw in.corrupt(at, "the encoding of a string", encoding, "0..5");
    };
  }

  private static String readBytes(ChunkInput in, Charset charset) throws IOException {
    int length = length(in, 1);
    in.makeContiguous(length);
    String text = new String(in.window(), in.windowPosition(), length, charset);
    in.skip(length);
    return text;
  }

  private static String readChars(ChunkInput in) throws IOException {
    int length = length(in, in.compressed() ? 1 : 2);
    StringBuilder text = new StringBuilder(Math.min(length, 1024));
    for (int i = 0; i < length; i++) {
      text.append((char) in.integer(2));
    }
    return text.toString();
  }

  private static int length(ChunkInput in, int itemBytes) throws IOException {
    long at = in.offset();
    int length = in.count("the length of a string", itemBytes);
    if (length > HeapShare.VALUE_BYTES) {
      throw in.corrupt(at, "the length of a string", length, "at most " + HeapShare.VALUE_BYTES);
    }
    return length;
  }

  /** The position behind the string at {@code at}; more than {@code end} if it is damaged. */
  static int behind(byte[] buf, int at, int end, boolean compressed) {
    if (at >= end) {
      return Integer.MAX_VALUE;
    }
    int encoding = buf[at];
    int next = at + 1;
    if (encoding == NULL || encoding == EMPTY) {
      return next;
    }
    if (encoding == CONSTANT) {
      return compressed ? Varint.skip(buf, next) : next + 8;
    }
    if (encoding < 0 || encoding > LATIN1) {
      return Integer.MAX_VALUE;
    }
    long length = compressed ? Varint.decode(buf, next) : Varint.fixed(buf, next, 4);
    next = compressed ? Varint.skip(buf, next) : next + 4;
    if (length < 0 || length > end - next) {
      return Integer.MAX_VALUE;
    }
    if (encoding != CHARS) {
      return next + (int) length;
    }
    for (long i = 0; i < length && next <= end; i++) {
      next = compressed ? Varint.skip(buf, next) : next + 2;
    }
    return next;
  }

  /** Reads the string at {@code at}, which {@link #behind} has found whole. */
  static @Nullable String decode(byte[] buf, int at, boolean compressed, Pool pool) {
    int encoding = buf[at];
    int next = at + 1;
    if (encoding == NULL) {
      return null;
    }
    if (encoding == EMPTY) {
      return "";
    }
    if (encoding == CONSTANT) {
      return pool.string(compressed ? Varint.decode(buf, next) : Varint.fixed(buf, next, 8));
    }
    int length = (int) (compressed ? Varint.decode(buf, next) : Varint.fixed(buf, next, 4));
    next = compressed ? Varint.skip(buf, next) : next + 4;
    if (encoding == UTF8) {
      return new String(buf, next, length, StandardCharsets.UTF_8);
    }
    if (encoding == LATIN1) {
      return new String(buf, next, length, StandardCharsets.ISO_8859_1);
    }
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = (char) (compressed ? Varint.decode(buf, next) : Varint.fixed(buf, next, 2));
      next = compressed ? Varint.skip(buf, next) : next + 2;
    }
    return new String(text);
  }
}

package io.pitot.jfr;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * JFR's compressed integer: seven bits a byte, low bits first, the high bit says that more follows;
 * a ninth byte, where one is needed, gives all its eight bits.
 *
 * <p>Callers keep {@link #SLACK} readable bytes behind what they decode and compare the position
 * with their limit afterwards, once, in place of a check for each byte.
 */
final class Varint {
  static final int MAX_BYTES = 9;
  static final int SLACK = 16;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Varint() {}

  static long decode(byte[] buf, int at) {
    byte first = buf[at];
    return first >= 0 ? first : decodeLonger(buf, at);
  }

  /** Takes eight bytes at once and moves their groups of seven bits together, pair by pair. */
  private static long decodeLonger(byte[] buf, int at) {
    long word = (long) LONG_LE.get(buf, at);
    long ends = ~word & HIGH_BITS;
    long firstEnd = ends & -ends;
    long groups = word & ((firstEnd << 1) - 1) & ~HIGH_BITS;
    groups = (groups & 0x007f007f007f007fL) | ((groups & 0x7f007f007f007f00L) >>> 1);
    groups = (groups & 0x00003fff00003fffL) | ((groups & 0x3fff00003fff0000L) >>> 2);
    groups = (groups & 0x000000000fffffffL) | ((groups & 0x0fffffff00000000L) >>> 4);
    return ends == 0 ? groups | (buf[at + MAX_BYTES - 1] & 0xffL) << 56 : groups;
  }

  /** The position behind the integer at {@code at}. */
  static int skip(byte[] buf, int at) {
    if (buf[at] >= 0) {
      return at + 1;
    }
    long ends = ends(buf, at);
    return ends == 0 ? at + MAX_BYTES : at + (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
  }

  /** The position behind {@code count} integers, 1 or more, which mostly stand in eight bytes. */
  static int skipFew(byte[] buf, int at, int count) {
    long ends = ends(buf, at);
    for (int i = 1; i < count; i++) {
      ends &= ends - 1;
    }
    return ends == 0
        ? skipOneByOne(buf, at, count)
        : at + (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
  }

  /**
   * Whether {@code [from, to)} is exactly {@code count} integers; there are {@link #SLACK} bytes
   * behind.
   */
  static boolean areIntegers(byte[] buf, int from, int to, int count) {
    int left = count;
    int run = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long ends = ends(buf, at);
      if (run + (Long.numberOfTrailingZeros(ends) >>> 3) >= 8) {
        return skipOneByOne(buf, from, count) == to;
      }
      run = Long.numberOfLeadingZeros(ends) >>> 3;
      left -= Long.bitCount(ends);
    }
    if (at < to) {
      long inside = -1L >>> ((8 - (to - at)) * 8);
      long ends = ~(long) LONG_LE.get(buf, at) & HIGH_BITS & inside;
      if (run + (Long.numberOfTrailingZeros(ends) >>> 3) >= 8) {
        return skipOneByOne(buf, from, count) == to;
      }
      left -= Long.bitCount(ends);
    }
    return left == 0 && (count == 0 ? from == to : buf[to - 1] >= 0);
  }

  /** The position behind {@code count} integers; each may take {@link #MAX_BYTES} bytes. */
  static int skip(byte[] buf, int at, int count) {
    int next = at;
    int left = count;
    int run = 0;
    // Ends are counted word by word, wherever integers begin. Only the ninth byte of an integer has
    // no end mark: it follows eight bytes that go on, a run that may lie across two words.
    while (left >= 8) {
      long ends = ends(buf, next);
      if (run + (Long.numberOfTrailingZeros(ends) >>> 3) >= 8) {
        return skipOneByOne(buf, at, count);
      }
      run = Long.numberOfLeadingZeros(ends) >>> 3;
      left -= Long.bitCount(ends);
      next += 8;
    }
    // Back to where the integer begins that the last word did not end.
    next -= run;
    for (; left > 0; left--) {
      next = skip(buf, next);
    }
    return next;
  }

  private static int skipOneByOne(byte[] buf, int at, int count) {
    int next = at;
    for (int left = count; left > 0; left--) {
      next = skip(buf, next);
    }
    return next;
  }

  /** The highest bit of each of eight bytes that ends an integer, if none takes nine bytes. */
  static long ends(byte[] buf, int at) {
    return ~(long) LONG_LE.get(buf, at) & HIGH_BITS;
  }

  /** Bit {@code i} says whether byte {@code i} ends an integer. */
  static int mask(long ends) {
    return (int) ((ends * 0x0002040810204081L) >>> 56);
  }

  static long fixed(byte[] buf, int at, int size) {
    return switch (size) {
      case 1 -> buf[at];
      case 2 -> (short) ((buf[at] << 8) | (buf[at + 1] & 0xff));
      case 4 -> (int) INT_BE.get(buf, at);
      default -> (long) LONG_BE.get(buf, at);
    };
  }
}

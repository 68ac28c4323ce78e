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

  private static long decodeLonger(byte[] buf, int at) {
    long value = buf[at] & 0x7f;
    for (int i = 1; i < MAX_BYTES - 1; i++) {
      byte b = buf[at + i];
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    return value | (buf[at + MAX_BYTES - 1] & 0xffL) << 56;
  }

  /** The position behind the integer at {@code at}. */
  static int skip(byte[] buf, int at) {
    if (buf[at] >= 0) {
      return at + 1;
    }
    long ends = ~(long) LONG_LE.get(buf, at) & HIGH_BITS;
    return ends == 0 ? at + MAX_BYTES : at + (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
  }

  /** The position behind {@code count} integers; each may take {@link #MAX_BYTES} bytes. */
  static int skip(byte[] buf, int at, int count) {
    int next = at;
    int left = count;
    // Eight ends or fewer in eight bytes: as long as more are wanted, the word can be taken whole,
    // unless it is part of an integer of nine bytes, whose ninth has no end mark.
    while (left >= 8) {
      long ends = ~(long) LONG_LE.get(buf, next) & HIGH_BITS;
      if (ends == 0) {
        next += MAX_BYTES;
        left--;
      } else {
        next += 8 - (Long.numberOfLeadingZeros(ends) >>> 3);
        left -= Long.bitCount(ends);
      }
    }
    for (; left > 0; left--) {
      next = skip(buf, next);
    }
    return next;
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

package io.pitot.collector.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The columns at the end of a block, number by number. */
final class Varints {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Of each byte the bit that is clear in the last one of a number. */
  private static final long LAST_BITS = 0x8080_8080_8080_8080L;

  /** Of a word that holds four numbers of two bytes. */
  private static final long PAIRS = 0x0080_0080_0080_0080L;

  private final String what;
  private final byte[] bytes;
  private int at;

  Varints(String what, byte[] bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  /**
   * The next number. One byte or two is as likely as not, and to guess wrong costs more than to
   * take apart a whole word.
   */
  long next() {
    if (at <= bytes.length - Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      int lastBit = Long.numberOfTrailingZeros(~word & LAST_BITS);
      if (lastBit < Integer.SIZE) {
        at += lastBit / Byte.SIZE + 1;
        long number = word & ((2L << lastBit) - 1);
        return (number & 0x7F)
            | (number >>> 1 & 0x3F80)
            | (number >>> 2 & 0x1F_C000)
            | (number >>> 3 & 0xFE0_0000);
      }
    }
    int first = at < bytes.length ? bytes[at++] : -1;
    return first >= 0 ? first : longer(first);
  }

  /** The next numbers. Neighbours are mostly of one length, and are taken apart together. */
  void next(long[] numbers) {
    int i = 0;
    while (i <= numbers.length - Long.BYTES && at <= bytes.length - Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      long lengths = word & LAST_BITS;
      if (lengths == 0) {
        for (int n = 0; n < Long.BYTES; n++, word >>>= Byte.SIZE) {
          numbers[i + n] = word & 0x7F;
        }
        i += Long.BYTES;
        at += Long.BYTES;
      } else if (lengths == PAIRS) {
        for (int n = 0; n < Long.BYTES / 2; n++, word >>>= Short.SIZE) {
          numbers[i + n] = (word & 0x7F) | (word >>> 1 & 0x3F80);
        }
        i += Long.BYTES / 2;
        at += Long.BYTES;
      } else {
        numbers[i++] = next();
      }
    }
    while (i < numbers.length) {
      numbers[i++] = next();
    }
  }

  private long longer(int first) {
    long value = first & 0x7F;
    int b = first;
    for (int shift = 7; b < 0; shift += 7) {
      if (at == bytes.length || shift >= Long.SIZE) {
        throw corrupt("the end of a number", at == bytes.length ? "nothing" : "ten bytes and more");
      }
      b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
    }
    return value;
  }

  void end() {
    if (at < bytes.length) {
      throw corrupt("its end", bytes.length - at + " more bytes");
    }
  }

  CorruptStoreException corrupt(String expected, Object actual) {
    return new CorruptStoreException(
        "%s is damaged at byte %s of the %s of its columns: expected %s, found %s"
            .formatted(what, at, bytes.length, expected, actual));
  }
}

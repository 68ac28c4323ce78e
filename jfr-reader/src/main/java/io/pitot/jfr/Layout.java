package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What stands where in the bytes of one type. Structs inside are flattened, so that a layout is a
 * plain sequence of integers, bytes, strings and arrays, and a run of integers is skipped at once.
 */
final class Layout {
  final Field[] fields;

  /** The bytes that one value takes at least. */
  final int minBytes;

  private final boolean compressed;

  /** Whether each value is one compressed integer after the other. */
  private final boolean allIntegers;

  /** Bytes that each field always takes, 0 where its value decides. */
  private final int[] fixedBytes;

  Layout(Field[] fields, boolean compressed) {
    this.fields = fields;
    this.compressed = compressed;
    fixedBytes = new int[fields.length];
    long sum = 0;
    boolean integers = compressed;
    for (Field field : fields) {
      boolean fixed = !compressed || field.kind().neverCompressed;
      int bytes = fixed ? field.kind().bytes : 0;
      fixedBytes[field.index] = bytes;
      sum += Math.max(1, bytes);
      integers &= bytes == 0 && field.kind() != Field.Kind.STRING && field.element == null;
    }
    minBytes = (int) Math.max(1, sum);
    allIntegers = integers;
  }

  boolean holds(Field field) {
    return field.index < fields.length && fields[field.index] == field;
  }

  boolean compressed() {
    return compressed;
  }

  /** Whether the same bytes have the same meaning. */
  boolean isLike(Layout other) {
    if (compressed != other.compressed || fields.length != other.fields.length) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].isLike(other.fields[i])) {
        return false;
      }
    }
    return true;
  }

  @Nullable Field field(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /** Moves behind one value. */
  void skip(ChunkInput in) throws IOException {
    if (allIntegers) {
      in.skipIntegers(fields.length, 8);
      return;
    }
    for (Field field : fields) {
      skip(in, field);
    }
  }

  void skip(ChunkInput in, Field field) throws IOException {
    int fixed = fixedBytes[field.index];
    if (fixed > 0) {
      in.skip(fixed);
    } else if (field.kind() == Field.Kind.STRING) {
      JfrString.skip(in);
    } else if (field.element != null) {
      skipArray(in, field.element);
    } else {
      in.skipIntegers(1, field.kind().bytes);
    }
  }

  private static void skipArray(ChunkInput in, Layout element) throws IOException {
    int count = in.count("the length of an array", element.minBytes);
    if (element.allIntegers) {
      in.skipIntegers((long) count * element.fields.length, 8);
      return;
    }
    if (element.fields.length == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      element.skip(in);
    }
  }

  boolean allIntegers() {
    return allIntegers;
  }

  /**
   * Finds where each field of an event begins.
   *
   * @param starts gets the position of each field
   * @return the position behind the last field; more than {@code end} if the event is too short
   */
  int locate(byte[] buf, int from, int end, int[] starts) {
    int at = from;
    for (Field field : fields) {
      if (at > end) {
        return at;
      }
      starts[field.index] = at;
      at = behind(buf, at, end, field);
    }
    return at;
  }

  /** The position behind a field; more than {@code end} if it is damaged. */
  int behind(byte[] buf, int at, int end, Field field) {
    int fixed = fixedBytes[field.index];
    if (fixed > 0) {
      return at + fixed;
    }
    if (field.kind() == Field.Kind.STRING) {
      return JfrString.behind(buf, at, end, compressed);
    }
    if (field.element != null) {
      return behindArray(buf, at, end, field.element);
    }
    return compressed ? Varint.skip(buf, at) : at + field.kind().bytes;
  }

  private int behindArray(byte[] buf, int at, int end, Layout element) {
    long count = compressed ? Varint.decode(buf, at) : Varint.fixed(buf, at, 4);
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    if (count < 0 || count > (end - next) / element.minBytes) {
      return Integer.MAX_VALUE;
    }
    if (element.fields.length == 0) {
      return next;
    }
    for (long i = 0; i < count && next <= end; i++) {
      for (Field field : element.fields) {
        if (next > end) {
          return next;
        }
        next = element.behind(buf, next, end, field);
      }
    }
    return next;
  }
}

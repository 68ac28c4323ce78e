package io.pitot.daemon.importing;

import io.pitot.daemon.importing.InputException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of protobuf messages that lie in one buffer. Nothing is copied, and no length is
 * believed before it was compared with what is there.
 *
 * <pre>
 *   field    tag varint: number << 3 | wire type, then
 *     0      varint
 *     1      8 bytes
 *     2      length varint, then so many bytes: text, message, or packed varints
 *     5      4 bytes
 * </pre>
 */
final class ProtobufInput {
  static final int VARINT = 0;
  static final int LENGTH_DELIMITED = 2;

  private static final int FIXED_64 = 1;
  private static final int FIXED_32 = 5;

  private final String name;
  private final ByteBuffer buffer;
  private int position;
  private int end;
  private int wireType;
  private long number;
  private int bytesFrom;
  private int bytesEnd;

  ProtobufInput(String name, ByteBuffer buffer) {
    this.name = name;
    this.buffer = buffer;
    end = buffer.limit();
  }

  /** Of the file, for messages. */
  String name() {
    return name;
  }

  /** Another reader of one message in the same buffer. */
  ProtobufInput message(int from, int to) {
    ProtobufInput inner = new ProtobufInput(name, buffer);
    inner.position = from;
    inner.end = to;
    return inner;
  }

  /**
   * Takes the next field.
   *
   * @return its number; 0 at the end
   */
  int next() throws InputException {
    if (position >= end) {
      return 0;
    }
    int at = position;
    long tag = readVarint();
    wireType = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > 0x1fffffff) {
      throw corrupt(at, "a field's number", field, "1 to 536870911");
    }
    switch (wireType) {
      case VARINT -> number = readVarint();
      case FIXED_64 -> skip(at, 8);
      case FIXED_32 -> skip(at, 4);
      case LENGTH_DELIMITED -> {
        long length = readVarint();
        if (length < 0 || length > end - position) {
          throw corrupt(at, "the length of field " + field, length, "at most " + (end - position));
        }
        bytesFrom = position;
        bytesEnd = position + (int) length;
        position = bytesEnd;
      }
      default -> throw corrupt(at, "the wire type of field " + field, wireType, "0, 1, 2 or 5");
    }
    return (int) field;
  }

  /** The value of a varint field. */
  long number() throws InputException {
    if (wireType != VARINT) {
      throw corrupt(position, "the wire type of a number", wireType, VARINT);
    }
    return number;
  }

  /** Where the bytes of a text or message begin. */
  int bytesFrom() throws InputException {
    if (wireType != LENGTH_DELIMITED) {
      throw corrupt(position, "the wire type of a text or message", wireType, LENGTH_DELIMITED);
    }
    return bytesFrom;
  }

  int bytesEnd() {
    return bytesEnd;
  }

  ProtobufInput message() throws InputException {
    return message(bytesFrom(), bytesEnd);
  }

  /** Adds the values of a repeated number: one, or several that are packed. */
  void numbersInto(LongList list) throws InputException {
    if (wireType == VARINT) {
      list.add(number);
      return;
    }
    int from = bytesFrom();
    ProtobufInput packed = message(from, bytesEnd);
    while (packed.position < packed.end) {
      list.add(packed.readVarint());
    }
  }

  String text(int from, int to) {
    byte[] bytes = new byte[to - from];
    buffer.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Behind the field that was taken last. */
  int position() {
    return position;
  }

  InputException corrupt(int at, String what, Object actual, Object expected) {
    return new InputException(
        Fault.UNREADABLE,
        "%s, offset %d: %s is %s, expected %s: it is no whole pprof profile"
            .formatted(name, at, what, actual, expected));
  }

  private void skip(int at, int bytes) throws InputException {
    if (bytes > end - position) {
      throw corrupt(at, "what is left", (end - position) + " bytes", bytes + " bytes");
    }
    position += bytes;
  }

  private long readVarint() throws InputException {
    int at = position;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= end) {
        throw corrupt(at, "a number", "cut off", "its last byte");
      }
      byte b = buffer.get(position++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw corrupt(at, "a number", "longer than 10 bytes", "at most 10 bytes");
  }
}

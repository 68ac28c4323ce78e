package io.pitot.collector.store;

/** The columns at the end of a block, number by number. */
final class Varints {
  private final String what;
  private final byte[] bytes;
  private int at;

  Varints(String what, byte[] bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  /** The next number: mostly one byte. */
  long next() {
    int first = at < bytes.length ? bytes[at++] : -1;
    return first >= 0 ? first : longer(first);
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
        "%s is damaged at byte %d of the %d of its columns: expected %s, found %s"
            .formatted(what, at, bytes.length, expected, actual));
  }
}

package io.pitot.collector.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written: fixed integers are big-endian, varints are LEB128. */
final class BlockWriter {
  private byte[] bytes;
  private int size;

  BlockWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  BlockWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  BlockWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  BlockWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  BlockWriter varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** Length in bytes, then UTF-8. */
  BlockWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return text(utf8, 0, utf8.length);
  }

  /** The same of what is UTF-8 already. */
  BlockWriter text(byte[] utf8, int from, int to) {
    varint(to - from);
    reserve(to - from);
    System.arraycopy(utf8, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}

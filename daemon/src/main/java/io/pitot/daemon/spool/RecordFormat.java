package io.pitot.daemon.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment: a header, then records.
 *
 * <pre>
 * header    0 'PSPL'          4 version u4
 * record    0 'PREC'          4 payload length u4
 *           8 sequence u8    16 CRC-32C u4 of bytes 4..15 and the payload
 *          20 payload
 * </pre>
 *
 * All integers are big-endian. The mark before each record lets a reader go on behind a damaged
 * one.
 */
final class RecordFormat {
  static final int VERSION = 1;
  static final int FILE_MARK = 0x5053504c;
  static final int FILE_HEADER_BYTES = 8;
  static final int RECORD_MARK = 0x50524543;
  static final int RECORD_HEADER_BYTES = 20;

  private RecordFormat() {}

  static ByteBuffer fileHeader() {
    return ByteBuffer.allocate(FILE_HEADER_BYTES).putInt(FILE_MARK).putInt(VERSION).flip();
  }

  static ByteBuffer record(long sequence, byte[] payload) {
    ByteBuffer bytes = ByteBuffer.allocate(RECORD_HEADER_BYTES + payload.length);
    bytes.putInt(RECORD_MARK).putInt(payload.length).putLong(sequence);
    bytes.position(RECORD_HEADER_BYTES).put(payload).flip();
    return bytes.putInt(16, checksum(bytes, 0, payload.length));
  }

  /**
   * The entry whose record begins at the position, or null when no intact one does.
   *
   * @param bytes its position is not changed
   */
  static @Nullable Entry entryAt(ByteBuffer bytes, int position) {
    if (bytes.limit() - position < RECORD_HEADER_BYTES || bytes.getInt(position) != RECORD_MARK) {
      return null;
    }
    int length = bytes.getInt(position + 4);
    int from = position + RECORD_HEADER_BYTES;
    if (length < 0 || length > bytes.limit() - from) {
      return null;
    }
    if (bytes.getInt(position + 16) != checksum(bytes, position, length)) {
      return null;
    }
    byte[] payload = new byte[length];
    bytes.get(from, payload);
    return new Entry(bytes.getLong(position + 8), payload);
  }

  private static int checksum(ByteBuffer bytes, int position, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(position + 4, 12));
    crc.update(bytes.slice(position + RECORD_HEADER_BYTES, length));
    return (int) crc.getValue();
  }
}

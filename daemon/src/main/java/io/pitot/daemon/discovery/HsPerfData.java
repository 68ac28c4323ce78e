package io.pitot.daemon.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file in which a HotSpot JVM publishes counters and strings about itself, readable without
 * touching it.
 *
 * <pre>
 *  0  magic cafec0c0, always big-endian        24  offset of the first entry (u4)
 *  4  byte order of the rest: 0 big, 1 little  28  number of entries (u4)
 *  5  major version (2), 6 minor               entry:
 *  7  1 once the JVM has filled it              0  length (u4)         12  type: B byte, J long
 *  8  used, overflow (u4 each)                  4  offset of the name   13  flags, units, variability
 * 16  time of modification (u8)                 8  elements, 0: scalar  16  offset of the data (u4)
 * </pre>
 */
record HsPerfData(Map<String, String> strings, Map<String, Long> longs) {
  private static final int MAGIC = 0xcafec0c0;
  private static final int HEADER_BYTES = 32;
  private static final int ENTRY_BYTES = 20;
  private static final int MAX_BYTES = 1 << 20;

  /** Empty while the JVM is still filling the file, or when the file is something else. */
  static Optional<HsPerfData> read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES);
    }
    ByteBuffer data = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES || data.getInt(0) != MAGIC || data.get(7) != 1) {
      return Optional.empty();
    }
    data.order(data.get(4) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    try {
      return Optional.of(parse(data));
    } catch (IndexOutOfBoundsException | BufferUnderflowException beingWritten) {
      return Optional.empty();
    }
  }

  private static HsPerfData parse(ByteBuffer data) {
    Map<String, String> strings = new HashMap<>();
    Map<String, Long> longs = new HashMap<>();
    int entry = data.getInt(24);
    int entries = data.getInt(28);
    for (int i = 0; i < entries; i++) {
      int length = data.getInt(entry);
      if (length < ENTRY_BYTES) {
        break;
      }
      String name = string(data, entry + data.getInt(entry + 4), length);
      int elements = data.getInt(entry + 8);
      int value = entry + data.getInt(entry + 16);
      if (data.get(entry + 12) == 'B' && elements > 0) {
        strings.put(name, string(data, value, elements));
      } else if (data.get(entry + 12) == 'J' && elements == 0) {
        longs.put(name, data.getLong(value));
      }
      entry += length;
    }
    return new HsPerfData(strings, longs);
  }

  private static String string(ByteBuffer data, int offset, int maxLength) {
    int end = offset;
    while (end < offset + maxLength && data.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    data.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

package io.pitot.jfr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes small chunks byte by byte, with whatever a test wants in them. Values are appended in the
 * order of the layout; {@link #event} makes an event of them.
 */
final class ChunkWriter {
  private final boolean compressed;
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private ByteArrayOutputStream values = new ByteArrayOutputStream();
  private long checkpointOffset;
  private long metadataOffset;

  /** An element of the metadata. */
  record Element(String name, Map<String, String> attributes, List<Element> children) {
    static Element of(String name, Map<String, String> attributes, Element... children) {
      return new Element(name, attributes, List.of(children));
    }
  }

  ChunkWriter(boolean compressed) {
    this.compressed = compressed;
    chunk.writeBytes(new byte[ChunkHeader.SIZE_BYTES]);
  }

  ChunkWriter bytes(int... bytes) {
    for (int b : bytes) {
      values.write(b);
    }
    return this;
  }

  ChunkWriter shortValue(long value) {
    return integer(value & 0xffff, 2);
  }

  ChunkWriter intValue(long value) {
    return integer(value & 0xffffffffL, 4);
  }

  ChunkWriter longValue(long value) {
    return integer(value, 8);
  }

  ChunkWriter floatValue(float value) {
    values.writeBytes(ByteBuffer.allocate(4).putFloat(value).array());
    return this;
  }

  ChunkWriter doubleValue(double value) {
    values.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
    return this;
  }

  ChunkWriter utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    bytes(3).intValue(bytes.length);
    values.writeBytes(bytes);
    return this;
  }

  ChunkWriter latin1(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    bytes(5).intValue(bytes.length);
    values.writeBytes(bytes);
    return this;
  }

  ChunkWriter chars(String text) {
    bytes(4).intValue(text.length());
    text.chars().forEach(this::shortValue);
    return this;
  }

  ChunkWriter stringConstant(long id) {
    return bytes(2).longValue(id);
  }

  /** Ends an event with the values given since the last one. */
  ChunkWriter event(long typeId) {
    byte[] fields = values.toByteArray();
    values = new ByteArrayOutputStream();
    longValue(typeId);
    values.writeBytes(fields);
    byte[] behindSize = values.toByteArray();
    values = new ByteArrayOutputStream();
    int sizeBytes = 1;
    intValue(behindSize.length + sizeBytes);
    while (values.size() != sizeBytes) {
      sizeBytes = values.size();
      values = new ByteArrayOutputStream();
      intValue(behindSize.length + sizeBytes);
    }
    chunk.writeBytes(values.toByteArray());
    chunk.writeBytes(behindSize);
    values = new ByteArrayOutputStream();
    return this;
  }

  /** Ends a checkpoint with the pools given since the last event. */
  ChunkWriter checkpoint(int pools) {
    byte[] content = values.toByteArray();
    values = new ByteArrayOutputStream();
    long here = chunk.size();
    longValue(0).longValue(0).longValue(checkpointOffset == 0 ? 0 : checkpointOffset - here);
    bytes(0).intValue(pools);
    values.writeBytes(content);
    checkpointOffset = here;
    return event(Checkpoints.TYPE_ID);
  }

  ChunkWriter metadata(Element root) {
    List<String> strings = new ArrayList<>();
    collect(root, strings);
    metadataOffset = chunk.size();
    longValue(0).longValue(0).longValue(1).intValue(strings.size());
    strings.forEach(this::utf8);
    write(root, strings);
    return event(MetadataTree.TYPE_ID);
  }

  private static void collect(Element element, List<String> strings) {
    add(strings, element.name());
    element.attributes().forEach((key, value) -> add(add(strings, key), value));
    element.children().forEach(child -> collect(child, strings));
  }

  private static List<String> add(List<String> strings, String text) {
    if (!strings.contains(text)) {
      strings.add(text);
    }
    return strings;
  }

  private void write(Element element, List<String> strings) {
    intValue(strings.indexOf(element.name())).intValue(element.attributes().size());
    element
        .attributes()
        .forEach((key, value) -> intValue(strings.indexOf(key)).intValue(strings.indexOf(value)));
    intValue(element.children().size());
    element.children().forEach(child -> write(child, strings));
  }

  /** The finished chunk. */
  byte[] finish(long startNanos, long durationNanos, long ticksPerSecond) {
    byte[] bytes = chunk.toByteArray();
    ByteBuffer.wrap(bytes)
        .putInt(HeaderReader.MAGIC)
        .putShort((short) 2)
        .putShort((short) 1)
        .putLong(bytes.length)
        .putLong(checkpointOffset)
        .putLong(metadataOffset)
        .putLong(startNanos)
        .putLong(durationNanos)
        .putLong(1_000)
        .putLong(ticksPerSecond)
        .putInt(compressed ? 1 : 0);
    return bytes;
  }

  private ChunkWriter integer(long value, int uncompressedSize) {
    if (!compressed) {
      values.write(
          ByteBuffer.allocate(8).putLong(value).array(), 8 - uncompressedSize, uncompressedSize);
      return this;
    }
    long left = value;
    for (int i = 0; i < Varint.MAX_BYTES - 1; i++) {
      if ((left & ~0x7fL) == 0) {
        values.write((int) left);
        return this;
      }
      values.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    values.write((int) left);
    return this;
  }
}

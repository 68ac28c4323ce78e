package io.pitot.collector.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Names of frames in UTF-8, each a range of one array. A batch brings thousands, nearly all of them
 * known already, so a text is made of a name only when somebody wants to read it. The arrays belong
 * to the names and are not changed.
 */
public final class FrameNames {
  /** No names at all. */
  public static final FrameNames NONE = new FrameNames(new byte[0], new int[0], new int[0]);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** ASCII has none of them, and nearly all names are ASCII. */
  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

  private final byte[] utf8;
  private final int[] from;
  private final int[] to;

  /**
   * Names that lie in {@code utf8}, in any order.
   *
   * @param to exclusive
   */
  public FrameNames(byte[] utf8, int[] from, int[] to) {
    this.utf8 = utf8;
    this.from = from;
    this.to = to;
  }

  /** The same from texts. */
  public static FrameNames of(List<String> names) {
    byte[][] encoded = new byte[names.size()][];
    int[] from = new int[encoded.length];
    int[] to = new int[encoded.length];
    int bytes = 0;
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
      from[i] = bytes;
      bytes += encoded[i].length;
      to[i] = bytes;
    }
    byte[] utf8 = new byte[bytes];
    for (int i = 0; i < encoded.length; i++) {
      System.arraycopy(encoded[i], 0, utf8, from[i], encoded[i].length);
    }
    return new FrameNames(utf8, from, to);
  }

  /** How many there are. */
  public int size() {
    return from.length;
  }

  /** What a name takes. */
  public int bytes(int name) {
    return to[name] - from[name];
  }

  /** Whether a text can be made of the name. */
  public boolean isUtf8(int name) {
    long bits = 0;
    int at = from[name];
    for (; at <= to[name] - Long.BYTES; at += Long.BYTES) {
      bits |= (long) LONGS.get(utf8, at);
    }
    for (; at < to[name]; at++) {
      bits |= utf8[at];
    }
    return (bits & HIGHEST_BITS) == 0 || isStrictUtf8(name);
  }

  private boolean isStrictUtf8(int name) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, from[name], bytes(name)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The name as text. */
  public String get(int name) {
    return new String(utf8, from[name], bytes(name), StandardCharsets.UTF_8);
  }

  /** All as texts. */
  public List<String> texts() {
    String[] texts = new String[size()];
    Arrays.setAll(texts, this::get);
    return List.of(texts);
  }

  /** Finds the name in a table or adds it there. */
  int numberIn(FrameTable table, int name) {
    return table.number(utf8, from[name], to[name]);
  }

  /** The table's numbers of all names; -1 for those that it does not have. */
  int[] findIn(FrameTable table) {
    return table.find(utf8, from, to);
  }

  void write(int name, BlockWriter out) {
    out.text(utf8, from[name], to[name]);
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata event as the tree that it is: elements with attributes, over a table of strings.
 *
 * <pre>
 * size, type 0, start, duration, id : integers
 * string table                      : count, strings
 * element                           : name, count, (key, value)..., count, element...
 * </pre>
 *
 * Names, keys and values are indices into the table.
 */
final class MetadataTree {
  static final long TYPE_ID = 0;

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_STRINGS = 200_000;
  private static final int MAX_ELEMENTS = 150_000;
  private static final int MAX_ATTRIBUTES = 300_000;
  private static final int MAX_DEPTH = 32;

  /**
   * One element.
   *
   * @param attributes each key and its value, one after the other; only this element has the array
   */
  record Element(String name, String[] attributes, List<Element> children) {
    @Nullable String attribute(String key) {
      for (int i = 0; i < attributes.length; i += 2) {
        if (attributes[i].equals(key)) {
          return attributes[i + 1];
        }
      }
      return null;
    }

    long number(String key, long otherwise) {
      String text = attribute(key);
      if (text == null) {
        return otherwise;
      }
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException notANumber) {
        return otherwise;
      }
    }

    boolean flag(String key) {
      return Boolean.parseBoolean(attribute(key));
    }
  }

  private final ChunkInput in;
  private final List<String> strings;
  private final long end;
  private int elements;
  private int attributesInAll;

  private MetadataTree(ChunkInput in, List<String> strings, long end) {
    this.in = in;
    this.strings = strings;
    this.end = end;
  }

  /** Reads the tree whose event begins at {@code offset}. */
  static Element read(ChunkInput in, long offset) throws IOException {
    in.seek(offset);
    long size = in.integer(4);
    if (size <= 0 || size > Math.min(MAX_BYTES, in.end() - offset)) {
      throw in.corrupt(
          offset, "the size of the metadata", size, "1.." + Math.min(MAX_BYTES, in.end() - offset));
    }
    long type = in.integer(8);
    if (type != TYPE_ID) {
      throw in.corrupt(offset, "the type of the metadata event", type, TYPE_ID);
    }
    in.skipIntegers(3, 8);
    long end = offset + size;
    return new MetadataTree(in, strings(in, end), end).element(0);
  }

  private static List<String> strings(ChunkInput in, long end) throws IOException {
    int count = count(in, "the number of metadata strings", MAX_STRINGS);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = JfrString.read(in, id -> null);
      strings.add(text == null ? "" : text);
      checkEnd(in, end);
    }
    return strings;
  }

  private static int count(ChunkInput in, String what, int most) throws IOException {
    long at = in.offset();
    int count = in.count(what, 1);
    if (count > most) {
      throw in.corrupt(at, what, count, "at most " + most);
    }
    return count;
  }

  private static void checkEnd(ChunkInput in, long end) throws CorruptRecordingException {
    if (in.offset() > end) {
      throw in.corrupt(in.offset(), "metadata", "longer than its event", "an end at " + end);
    }
  }

  private Element element(int depth) throws IOException {
    long at = in.offset();
    if (depth > MAX_DEPTH) {
      throw in.corrupt(at, "the depth of the metadata", depth, "at most " + MAX_DEPTH);
    }
    if (++elements > MAX_ELEMENTS) {
      throw in.corrupt(at, "the number of metadata elements", elements, "at most " + MAX_ELEMENTS);
    }
    checkEnd(in, end);
    String name = text();
    int attributeCount = count(in, "the number of attributes", MAX_ATTRIBUTES - attributesInAll);
    attributesInAll += attributeCount;
    String[] attributes = new String[2 * attributeCount];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = text();
    }
    int childCount = count(in, "the number of child elements", MAX_ELEMENTS);
    List<Element> children = childCount == 0 ? List.of() : new ArrayList<>();
    for (int i = 0; i < childCount; i++) {
      children.add(element(depth + 1));
    }
    return new Element(name, attributes, children);
  }

  private String text() throws IOException {
    long at = in.offset();
    long index = in.integer(4);
    if (index < 0 || index >= strings.size()) {
      throw in.corrupt(at, "a metadata string", index, "0.." + (strings.size() - 1));
    }
    return strings.get((int) index);
  }
}

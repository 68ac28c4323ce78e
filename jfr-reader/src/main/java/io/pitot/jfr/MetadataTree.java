package io.pitot.jfr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final int MAX_BYTES = 32 << 20;
  private static final int MAX_ELEMENTS = 500_000;
  private static final int MAX_DEPTH = 32;

  /** One element. */
  record Element(String name, Map<String, String> attributes, List<Element> children) {
    @Nullable String attribute(String key) {
      return attributes.get(key);
    }

    long number(String key, long otherwise) {
      String text = attributes.get(key);
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
      return Boolean.parseBoolean(attributes.get(key));
    }
  }

  private final ChunkInput in;
  private final List<String> strings;
  private int elements;

  private MetadataTree(ChunkInput in, List<String> strings) {
    this.in = in;
    this.strings = strings;
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
    int count = in.count("the number of metadata strings", 1);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = JfrString.read(in, id -> null);
      strings.add(text == null ? "" : text);
    }
    return new MetadataTree(in, strings).element(0);
  }

  private Element element(int depth) throws IOException {
    long at = in.offset();
    if (depth > MAX_DEPTH) {
      throw in.corrupt(at, "the depth of the metadata", depth, "at most " + MAX_DEPTH);
    }
    if (++elements > MAX_ELEMENTS) {
      throw in.corrupt(at, "the number of metadata elements", elements, "at most " + MAX_ELEMENTS);
    }
    String name = text();
    int attributeCount = in.count("the number of attributes", 2);
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < attributeCount; i++) {
      attributes.put(text(), text());
    }
    int childCount = in.count("the number of child elements", 3);
    List<Element> children = new ArrayList<>();
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

package io.pitot.agent;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/**
 * What has to be known of a method before its code is copied, and what ASM tells only after it.
 *
 * <pre>
 * class:     ... | access u2 | this u2 | super u2 | interfaces u2, u2 each
 *            | fields u2, member... | methods u2, member... | attributes
 * member:    access u2 | name u2 | descriptor u2 | attributes u2, attribute...
 * attribute: name u2 | length u4 | length bytes
 * Code:      stack u2 | locals u2 | length u4, code | handlers u2, 8 bytes each | attributes
 * LineNumberTable: lines u2 | code u2, line u2 ...
 * </pre>
 *
 * @param maxLocals where the hooks' own local goes
 * @param firstLine 0 where the class has no lines
 */
record CodeShape(int maxLocals, int firstLine) {
  private static final int ATTRIBUTE_HEADER = 6;

  /** By name and descriptor; methods without code are missing. */
  static Map<String, CodeShape> of(ClassReader reader) {
    Map<String, CodeShape> shapes = new HashMap<>();
    char[] text = new char[reader.getMaxStringLength()];
    int at = reader.header + 6;
    at += 2 + 2 * reader.readUnsignedShort(at);
    int fields = reader.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < fields; i++) {
      at = attributesEnd(reader, at + 6);
    }
    int methods = reader.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < methods; i++) {
      int code = attribute(reader, at + 6, "Code", text);
      if (code > 0) {
        shapes.put(
            reader.readUTF8(at + 2, text) + reader.readUTF8(at + 4, text), of(reader, code, text));
      }
      at = attributesEnd(reader, at + 6);
    }
    return shapes;
  }

  private static CodeShape of(ClassReader reader, int code, char[] text) {
    int maxLocals = reader.readUnsignedShort(code + 2);
    int handlers = code + 8 + reader.readInt(code + 4);
    int attributes = handlers + 2 + 8 * reader.readUnsignedShort(handlers);
    int lines = attribute(reader, attributes, "LineNumberTable", text);
    boolean hasLines = lines > 0 && reader.readUnsignedShort(lines) > 0;
    return new CodeShape(maxLocals, hasLines ? reader.readUnsignedShort(lines + 4) : 0);
  }

  /** Where the contents of the attribute begin; -1 where there is none. */
  private static int attribute(ClassReader reader, int attributes, String name, char[] text) {
    int count = reader.readUnsignedShort(attributes);
    int at = attributes + 2;
    for (int i = 0; i < count; i++) {
      if (name.equals(reader.readUTF8(at, text))) {
        return at + ATTRIBUTE_HEADER;
      }
      at += ATTRIBUTE_HEADER + reader.readInt(at + 2);
    }
    return -1;
  }

  private static int attributesEnd(ClassReader reader, int attributes) {
    int count = reader.readUnsignedShort(attributes);
    int at = attributes + 2;
    for (int i = 0; i < count; i++) {
      at += ATTRIBUTE_HEADER + reader.readInt(at + 2);
    }
    return at;
  }
}

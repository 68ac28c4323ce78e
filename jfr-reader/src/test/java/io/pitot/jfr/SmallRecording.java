package io.pitot.jfr;

import io.pitot.jfr.ChunkWriter.Element;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recording of some kilobytes with everything that the format knows: all primitives, strings in
 * all encodings, structs within events, arrays of numbers, strings and structs, stacks, threads and
 * classes, and constants in several checkpoints.
 */
final class SmallRecording {
  static final long STRING = 10;
  static final long CLASS = 11;
  static final long SYMBOL = 12;
  static final long METHOD = 13;
  static final long FRAME = 14;
  static final long STACK = 15;
  static final long FRAME_TYPE = 16;
  static final long THREAD = 17;
  static final long POINT = 18;
  static final long EVERYTHING = 100;
  static final long WAIT = 101;
  private static final List<String> PRIMITIVES =
      List.of("boolean", "byte", "char", "short", "int", "long", "float", "double");

  /** The begin of each chunk, then the end of the file. */
  final List<Integer> chunkOffsets = new ArrayList<>();

  final byte[] bytes;

  SmallRecording(boolean compressed, int chunks, long ticksPerSecond) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < chunks; i++) {
      ChunkWriter writer = new ChunkWriter(compressed);
      fill(writer, i);
      byte[] chunk = writer.finish(1_700_000_000_000_000_000L + i * 1_000_000L, 0, ticksPerSecond);
      chunkOffsets.add(file.size());
      file.writeBytes(chunk);
    }
    chunkOffsets.add(file.size());
    bytes = file.toByteArray();
  }

  private static void fill(ChunkWriter writer, int chunk) {
    for (int i = 0; i < 5; i++) {
      everything(writer, chunk * 100 + i);
      wait(writer, i);
    }
    symbols(writer);
    wait(writer, 5);
    stacks(writer);
    everything(writer, chunk * 100 + 99);
    writer.metadata(metadata());
  }

  private static void everything(ChunkWriter writer, int i) {
    writer.longValue(2_000 + i * 12_345L).longValue(7).longValue(1);
    writer.bytes(i & 1, i).shortValue('a' + i).shortValue(-i).intValue(-i).longValue(-i * 77L);
    writer.floatValue(i / 3f).doubleValue(i / -7.0);
    switch (i % 6) {
      case 0 -> writer.bytes(0);
      case 1 -> writer.bytes(1);
      case 2 -> writer.stringConstant(5);
      case 3 -> writer.utf8("\u4e2d\u6587 FLR");
      case 4 -> writer.chars("\ud83d\ude80 wide");
      default -> writer.latin1("\u00e9 FLR\0\0\2\0\1");
    }
    writer.intValue(i).longValue(i * 3L);
    writer.intValue(3).longValue(i).longValue(-i).longValue(300);
    writer.intValue(2).utf8("in an array").bytes(0);
    writer.intValue(2).intValue(1).longValue(2).intValue(3).longValue(4);
    writer.event(EVERYTHING);
  }

  private static void wait(ChunkWriter writer, int i) {
    writer.longValue(3_000 + i).longValue(1_000_003L * i).longValue(1).longValue(i % 3);
    writer.longValue(1).event(WAIT);
  }

  private static void symbols(ChunkWriter writer) {
    writer.longValue(SYMBOL).intValue(4);
    writer.longValue(1).utf8("java/util/HashMap").longValue(2).latin1("put");
    writer.longValue(3).chars("resize").longValue(4).utf8("[Ljava/util/HashMap$Node;");
    writer.longValue(STRING).intValue(1).longValue(5).utf8("a constant text");
    writer.checkpoint(2);
  }

  private static void stacks(ChunkWriter writer) {
    writer.longValue(CLASS).intValue(2);
    writer.longValue(1).longValue(1).longValue(2).longValue(4);
    writer.longValue(METHOD).intValue(2);
    writer.longValue(21).longValue(1).longValue(2).bytes(0);
    writer.longValue(22).longValue(1).longValue(3).bytes(1);
    writer.longValue(FRAME_TYPE).intValue(2);
    writer.longValue(0).utf8("Interpreted").longValue(1).utf8("JIT compiled");
    writer.longValue(THREAD).intValue(1).longValue(1);
    writer.latin1("os").longValue(4711).utf8("worker").longValue(33);
    writer.longValue(STACK).intValue(2);
    writer.longValue(1).bytes(0).intValue(2);
    writer.longValue(22).intValue(700).intValue(3).longValue(1);
    writer.longValue(21).intValue(600).intValue(9).longValue(0);
    writer.longValue(2).bytes(1).intValue(1);
    writer.longValue(21).intValue(601).intValue(12).longValue(1);
    writer.checkpoint(5);
  }

  static Element metadata() {
    List<Element> types = new ArrayList<>();
    for (int i = 0; i < PRIMITIVES.size(); i++) {
      types.add(type(1 + i, PRIMITIVES.get(i), Map.of()));
    }
    types.add(type(STRING, "java.lang.String", Map.of()));
    types.add(
        type(30, "jdk.jfr.Timestamp", Map.of("superType", "java.lang.annotation.Annotation")));
    types.add(type(31, "jdk.jfr.Timespan", Map.of("superType", "java.lang.annotation.Annotation")));
    types.add(type(CLASS, "java.lang.Class", Map.of(), constant("name", SYMBOL)));
    types.add(
        type(SYMBOL, "jdk.types.Symbol", Map.of("simpleType", "true"), field("string", STRING)));
    types.add(
        type(
            METHOD,
            "jdk.types.Method",
            Map.of(),
            constant("type", CLASS),
            constant("name", SYMBOL),
            field("hidden", 1)));
    types.add(
        type(
            FRAME,
            "jdk.types.StackFrame",
            Map.of(),
            constant("method", METHOD),
            field("lineNumber", 5),
            field("bytecodeIndex", 5),
            constant("type", FRAME_TYPE)));
    types.add(
        type(
            STACK,
            "jdk.types.StackTrace",
            Map.of(),
            field("truncated", 1),
            array("frames", FRAME)));
    types.add(
        type(
            FRAME_TYPE,
            "jdk.types.FrameType",
            Map.of("simpleType", "true"),
            field("description", STRING)));
    types.add(
        type(
            THREAD,
            "java.lang.Thread",
            Map.of(),
            field("osName", STRING),
            field("osThreadId", 6),
            field("javaName", STRING),
            field("javaThreadId", 6)));
    types.add(type(POINT, "test.Point", Map.of(), field("x", 5), field("y", 6)));
    types.add(everythingType());
    types.add(
        type(
            WAIT,
            "test.Wait",
            Map.of("superType", "jdk.jfr.Event"),
            ticks("startTime", 30),
            ticks("duration", 31),
            constant("eventThread", THREAD),
            constant("stackTrace", STACK),
            constant("monitorClass", CLASS)));
    return Element.of(
        "root",
        Map.of(),
        new Element("metadata", Map.of(), types),
        Element.of("region", Map.of("locale", "en", "gmtOffset", "0")));
  }

  private static Element everythingType() {
    List<Element> fields = new ArrayList<>();
    fields.add(ticks("startTime", 30));
    fields.add(ticks("duration", 31));
    fields.add(constant("eventThread", THREAD));
    for (int i = 0; i < PRIMITIVES.size(); i++) {
      fields.add(field(PRIMITIVES.get(i) + "Field", 1 + i));
    }
    fields.add(field("text", STRING));
    fields.add(field("point", POINT));
    fields.add(array("longs", 6));
    fields.add(array("texts", STRING));
    fields.add(array("points", POINT));
    Map<String, String> attributes = named(EVERYTHING, "test.Everything");
    attributes.put("superType", "jdk.jfr.Event");
    return new Element("class", attributes, fields);
  }

  private static Element type(long id, String name, Map<String, String> more, Element... children) {
    Map<String, String> attributes = named(id, name);
    attributes.putAll(more);
    return Element.of("class", attributes, children);
  }

  private static Map<String, String> named(long id, String name) {
    return new HashMap<>(Map.of("id", Long.toString(id), "name", name));
  }

  private static Element field(String name, long type) {
    return Element.of("field", Map.of("name", name, "class", Long.toString(type)));
  }

  private static Element array(String name, long type) {
    return Element.of(
        "field", Map.of("name", name, "class", Long.toString(type), "dimension", "1"));
  }

  private static Element constant(String name, long type) {
    return Element.of(
        "field", Map.of("name", name, "class", Long.toString(type), "constantPool", "true"));
  }

  private static Element ticks(String name, long annotation) {
    return Element.of(
        "field",
        Map.of("name", name, "class", "6"),
        Element.of("annotation", Map.of("class", Long.toString(annotation), "value", "TICKS")));
  }
}

package io.pitot.jfr;

import io.pitot.jfr.MetadataTree.Element;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of a chunk, as its own metadata declares them. */
final class Metadata {
  private static final long NONE = -1;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_FIELDS = 4096;
  private static final int MAX_FIELDS_IN_ALL = 150_000;
  private static final int MAX_NAME_CHARS_IN_ALL = 4 << 20;
  private static final String EVENT_SUPERTYPE = "jdk.jfr.Event";
  private static final Map<String, Field.Kind> PRIMITIVES =
      Map.of(
          "boolean", Field.Kind.BOOLEAN,
          "byte", Field.Kind.BYTE,
          "char", Field.Kind.CHAR,
          "short", Field.Kind.SHORT,
          "int", Field.Kind.INT,
          "long", Field.Kind.LONG,
          "float", Field.Kind.FLOAT,
          "double", Field.Kind.DOUBLE,
          "java.lang.String", Field.Kind.STRING);

  private final ChunkInput in;
  private final long offset;
  private final boolean compressed;
  private final Map<Long, Element> classes = new HashMap<>();

  /** Of the types whose declarations are not kept. */
  private final Map<Long, String> names = new HashMap<>();

  private final Map<Long, Layout> layouts = new HashMap<>();
  private final Map<Long, EventType> eventTypes = new HashMap<>();
  private final Map<String, List<Long>> idsByName = new HashMap<>();
  private int fieldsInAll;
  private long nameCharsInAll;
  private @Nullable CorruptRecordingException damage;
  private long stackTypeId = NONE;

  private Metadata(ChunkInput in, long offset) {
    this.in = in;
    this.offset = offset;
    this.compressed = in.compressed();
  }

  /** Reads the metadata event at {@code offset} of the file. */
  static Metadata read(ChunkInput in, long offset) throws IOException {
    Metadata metadata = new Metadata(in, offset);
    metadata.declare(MetadataTree.read(in, offset));
    for (Map.Entry<Long, Element> entry : metadata.classes.entrySet()) {
      Element type = entry.getValue();
      if (EVENT_SUPERTYPE.equals(type.attribute("superType"))) {
        metadata.addEventType(entry.getKey(), nameOf(type));
      }
    }
    List<Long> stackTypes = metadata.typeIds(StackPool.STACK_TRACE);
    metadata.stackTypeId = stackTypes.isEmpty() ? NONE : stackTypes.get(0);
    metadata.forgetTree();
    return metadata;
  }

  /** Only what is needed to read constants of these types, without the many elements. */
  Metadata forConstants(Set<Long> types) throws IOException {
    Metadata few = new Metadata(in, offset);
    few.stackTypeId = stackTypeId;
    for (long id : types) {
      Layout layout = constantLayout(id);
      if (layout != null) {
        few.layouts.put(id, layout);
        few.idsByName.computeIfAbsent(typeName(id), name -> new ArrayList<>()).add(id);
      }
    }
    return few;
  }

  /** A type that cannot be laid out costs its own events alone. */
  private void addEventType(long id, String name) throws IOException {
    try {
      eventTypes.put(id, new EventType(name, resolve(id)));
    } catch (CorruptRecordingException e) {
      damage = damage == null ? e : damage;
    }
  }

  /**
   * Lays out all that is left and lets go of the tree: it takes many times what layouts do, and
   * there is one for each JVM that is followed. Where something cannot be laid out the tree stays,
   * and who asks for that is told.
   */
  private void forgetTree() throws IOException {
    int fieldsBefore = fieldsInAll;
    long nameCharsBefore = nameCharsInAll;
    try {
      for (long id : List.copyOf(classes.keySet())) {
        resolve(id);
      }
    } catch (CorruptRecordingException damaged) {
      fieldsInAll = fieldsBefore;
      nameCharsInAll = nameCharsBefore;
      return;
    }
    classes.forEach((id, type) -> names.put(id, nameOf(type)));
    classes.clear();
  }

  /** What is wrong with the types that were left out; null if nothing is. */
  @Nullable CorruptRecordingException damage() {
    return damage;
  }

  private void declare(Element element) throws CorruptRecordingException {
    if (element.name().equals("class")) {
      long id = element.number("id", -1);
      if (id < 0 || classes.putIfAbsent(id, element) != null) {
        throw in.corrupt(offset, "a type id", element.attribute("id") + "", "a number, once");
      }
      idsByName.computeIfAbsent(nameOf(element), name -> new ArrayList<>()).add(id);
      return;
    }
    for (Element child : element.children()) {
      declare(child);
    }
  }

  private static String nameOf(Element type) {
    String name = type.attribute("name");
    return name == null ? "" : name;
  }

  /** Where it stands in the file. */
  long offset() {
    return offset;
  }

  Map<Long, EventType> eventTypes() {
    return eventTypes;
  }

  String typeName(long id) {
    Element type = classes.get(id);
    return type == null ? names.getOrDefault(id, "") : nameOf(type);
  }

  /** Whether constants of this type are the stacks; in strange recordings there are others. */
  boolean isStackTrace(long typeId) {
    return typeId == stackTypeId;
  }

  /** The ids of the types of this name: more than one only in strange recordings. */
  List<Long> typeIds(String name) {
    return idsByName.getOrDefault(name, List.of());
  }

  /** How constants of this type are laid out; null for a type that is not declared. */
  @Nullable Layout constantLayout(long id) throws IOException {
    Layout known = layouts.get(id);
    return known == null && classes.containsKey(id) ? resolve(id) : known;
  }

  private Layout resolve(long id) throws IOException {
    Layout known = layouts.get(id);
    if (known == null) {
      known = build(id, 0);
      layouts.put(id, known);
    }
    return known;
  }

  private Layout build(long id, int depth) throws IOException {
    List<Field> fields = new ArrayList<>();
    Element type = classes.get(id);
    Field.Kind primitive = type == null ? null : PRIMITIVES.get(nameOf(type));
    if (type != null && primitive != null) {
      fields.add(leaf("", type, id, primitive, 0));
    } else {
      flatten(id, "", depth, fields);
    }
    return new Layout(fields.toArray(Field[]::new), compressed);
  }

  private void flatten(long id, String prefix, int depth, List<Field> into) throws IOException {
    Element type = classes.get(id);
    if (type == null) {
      throw in.corrupt(offset, "the type of field " + prefix, id, "a declared type");
    }
    if (depth > MAX_DEPTH) {
      throw in.corrupt(offset, "the nesting of " + nameOf(type), depth, "at most " + MAX_DEPTH);
    }
    for (Element field : type.children()) {
      if (field.name().equals("field")) {
        addField(field, prefix, depth, into);
      }
    }
  }

  private void addField(Element field, String prefix, int depth, List<Field> into)
      throws IOException {
    if (into.size() >= MAX_FIELDS) {
      throw in.corrupt(offset, "the number of fields", into.size() + 1, "at most " + MAX_FIELDS);
    }
    if (++fieldsInAll > MAX_FIELDS_IN_ALL) {
      throw in.corrupt(
          offset, "the number of all fields", fieldsInAll, "at most " + MAX_FIELDS_IN_ALL);
    }
    long typeId = field.number("class", -1);
    nameCharsInAll += (long) prefix.length() + nameOf(field).length();
    if (nameCharsInAll > MAX_NAME_CHARS_IN_ALL) {
      throw in.corrupt(
          offset, "the length of all names", nameCharsInAll, "at most " + MAX_NAME_CHARS_IN_ALL);
    }
    String name = prefix.isEmpty() ? nameOf(field) : prefix + nameOf(field);
    boolean constant = field.flag("constantPool");
    Element type = classes.get(typeId);
    Field.Kind primitive = type == null ? null : PRIMITIVES.get(nameOf(type));
    if (type != null && field.number("dimension", 0) > 0) {
      into.add(array(name, field, type, typeId, constant, depth, into.size()));
    } else if (type != null && constant) {
      into.add(leaf(name, field, typeId, Field.Kind.CONSTANT, into.size()));
    } else if (type != null && primitive != null) {
      into.add(leaf(name, field, typeId, primitive, into.size()));
    } else {
      flatten(typeId, name + ".", depth + 1, into);
    }
  }

  private Field array(
      String name, Element field, Element type, long typeId, boolean constant, int depth, int index)
      throws IOException {
    Field.Kind kind = constant ? Field.Kind.CONSTANT : PRIMITIVES.get(nameOf(type));
    Layout element =
        kind == null
            ? build(typeId, depth + 1)
            : new Layout(new Field[] {leaf("", field, typeId, kind, 0)}, compressed);
    return new Field(
        name,
        nameOf(type),
        typeId,
        Field.Kind.ARRAY,
        unit(field),
        has(field, "jdk.jfr.Unsigned"),
        index,
        element);
  }

  private Field leaf(String name, Element declared, long typeId, Field.Kind kind, int index) {
    return new Field(
        name,
        typeName(typeId),
        typeId,
        kind,
        unit(declared),
        has(declared, "jdk.jfr.Unsigned"),
        index,
        null);
  }

  private boolean has(Element declared, String annotation) {
    return annotation(declared, annotation) != null;
  }

  private @Nullable Element annotation(Element declared, String name) {
    for (Element child : declared.children()) {
      if (child.name().equals("annotation") && typeName(child.number("class", -1)).equals(name)) {
        return child;
      }
    }
    return null;
  }

  private Field.Unit unit(Element declared) {
    Element timespan = annotation(declared, "jdk.jfr.Timespan");
    if (timespan != null) {
      return switch (value(timespan)) {
        case "TICKS" -> Field.Unit.TICKS;
        case "SECONDS" -> Field.Unit.SECONDS;
        case "MILLISECONDS" -> Field.Unit.MILLISECONDS;
        case "MICROSECONDS" -> Field.Unit.MICROSECONDS;
        default -> Field.Unit.NANOSECONDS;
      };
    }
    Element timestamp = annotation(declared, "jdk.jfr.Timestamp");
    if (timestamp != null) {
      return switch (value(timestamp)) {
        case "TICKS" -> Field.Unit.TICKS_SINCE_START;
        case "SECONDS_SINCE_EPOCH" -> Field.Unit.SECONDS;
        case "NANOSECONDS_SINCE_EPOCH" -> Field.Unit.NANOSECONDS;
        default -> Field.Unit.MILLISECONDS;
      };
    }
    return Field.Unit.NONE;
  }

  private static String value(Element annotation) {
    String value = annotation.attribute("value");
    return value == null ? "" : value;
  }
}

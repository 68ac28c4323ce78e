package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events as lines of text with everything in them, by type; the same from this reader and JMC. */
final class Rows implements EventHandler, ChunkHandler {
  private final Map<String, Map<String, Integer>> rows = new TreeMap<>();
  private final Map<String, List<Field>> columns = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();

  /** An event whose constants are not known yet. */
  private record Pending(String type, List<Cell> cells) {}

  /** A value, or the ids of the constant or the array of constants that it will be. */
  private record Cell(String field, @Nullable Field constant, List<Long> ids, String text) {}

  /** Of constants with several fields, only those that have an accessor are compared. */
  private static final Set<String> OTHER_STRUCTS =
      Set.of(
          "jdk.types.ClassLoader",
          "jdk.types.Module",
          "jdk.types.Package",
          "jdk.types.OldObject",
          "jdk.types.OldObjectGcRoot");

  static Rows read(Path recording) throws IOException {
    Rows rows = new Rows();
    ReadReport report = Recording.read(recording, rows.handlers());
    if (!report.damages().isEmpty()) {
      throw new AssertionError(report.damages());
    }
    return rows;
  }

  EventHandlers handlers() {
    return new EventHandlers().onOthers(this).onChunk(this);
  }

  Map<String, Map<String, Integer>> rows() {
    return rows;
  }

  /** The names of the fields in a row of this type. */
  List<String> columns(String type) {
    return columns.getOrDefault(type, List.of()).stream().map(Field::name).toList();
  }

  @Override
  public void layout(EventType type) {
    columns.put(
        type.name(),
        type.fields().stream().filter(field -> !OTHER_STRUCTS.contains(field.typeName())).toList());
  }

  @Override
  public void event(Event event) {
    List<Cell> cells = new ArrayList<>();
    for (Field field : columns.getOrDefault(event.type().name(), List.of())) {
      switch (field.kind()) {
        case CONSTANT -> cells.add(new Cell(field.name(), field, ids(event.constantId(field)), ""));
        case ARRAY -> cells.add(array(event, field));
        default -> cells.add(new Cell(field.name(), null, ids(), value(event, field)));
      }
    }
    pending.add(new Pending(event.type().name(), cells));
  }

  private static List<Long> ids(long... ids) {
    return LongStream.of(ids).boxed().toList();
  }

  private static Cell array(Event event, Field array) {
    List<Field> columns = array.elements();
    if (columns.size() == 1 && columns.get(0).kind() == Field.Kind.CONSTANT) {
      return new Cell(array.name(), columns.get(0), ids(event.longs(array, columns.get(0))), "");
    }
    List<List<String>> texts = columns.stream().map(column -> texts(event, array, column)).toList();
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < event.length(array); i++) {
      int index = i;
      elements.add(
          columns.size() == 1
              ? texts.get(0).get(i)
              : texts.stream().map(column -> column.get(index)).toList().toString());
    }
    return new Cell(array.name(), null, ids(), elements.toString());
  }

  private static List<String> texts(Event event, Field array, Field column) {
    return switch (column.kind()) {
      case STRING -> Stream.of(event.strings(array, column)).map(String::valueOf).toList();
      case FLOAT, DOUBLE ->
          DoubleStream.of(event.doubles(array, column)).mapToObj(Double::toString).toList();
      default -> LongStream.of(event.longs(array, column)).mapToObj(n -> text(column, n)).toList();
    };
  }

  private static String text(Field field, long value) {
    return switch (field.kind()) {
      case BOOLEAN -> Boolean.toString(value != 0);
      // Mission Control takes a byte for unsigned unless it is annotated so: its fault.
      case BYTE -> Long.toString(value & 0xff);
      case CHAR -> Character.toString((char) value);
      default -> Long.toString(value);
    };
  }

  private static String value(Event event, Field field) {
    // Mission Control knows no microseconds and gives a bare number: its fault.
    if (field.unit() != Field.Unit.NONE && field.unit() != Field.Unit.MICROSECONDS) {
      return Long.toString(event.nanos(field));
    }
    return switch (field.kind()) {
      case FLOAT, DOUBLE -> Double.toString(event.doubleValue(field));
      case STRING -> String.valueOf(event.string(field));
      default -> text(field, event.longValue(field));
    };
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    for (Pending event : pending) {
      StringJoiner line = new StringJoiner(" ");
      for (Cell cell : event.cells) {
        line.add(cell.field + "=" + text(cell, constants));
      }
      rows.computeIfAbsent(event.type, type -> new HashMap<>())
          .merge(line.toString(), 1, Integer::sum);
    }
    pending.clear();
  }

  private static String text(Cell cell, Constants constants) {
    Field field = cell.constant;
    if (field == null) {
      return cell.text;
    }
    List<String> texts = cell.ids.stream().map(id -> constant(constants, field, id)).toList();
    return field.name().isEmpty() ? texts.toString() : texts.get(0);
  }

  private static String constant(Constants constants, Field field, long id) {
    return switch (field.typeName()) {
      case "java.lang.Class" -> String.valueOf(constants.className(id));
      case "java.lang.Thread" -> thread(constants.thread(id));
      case "jdk.types.Method" -> String.valueOf(constants.method(id));
      case "jdk.types.StackTrace" -> stack(constants.stack(id));
      default -> String.valueOf(constants.text(field, id));
    };
  }

  private static String thread(@Nullable RecordedThread thread) {
    return thread == null
        ? "null"
        : thread.name() + "/" + thread.javaId() + "/" + thread.osName() + "/" + thread.osId();
  }

  private static String stack(@Nullable StackTrace stack) {
    if (stack == null) {
      return "null";
    }
    StringJoiner frames = new StringJoiner(";", stack.truncated() ? "[truncated];" : "", "");
    for (int i = stack.depth() - 1; i >= 0; i--) {
      String hidden = stack.hidden(i) ? "/hidden" : "";
      frames.add(stack.name(i) + ":" + stack.line(i) + "/" + stack.kind(i) + hidden);
    }
    return frames.toString();
  }
}

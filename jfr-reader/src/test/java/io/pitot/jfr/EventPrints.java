package io.pitot.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a reader has delivered, each event as one number that stands for all its values. */
final class EventPrints implements EventHandler, ChunkHandler {
  private static final int MAX_EVENTS = 100_000;

  /** Of each event: its type and values. */
  final List<Long> values = new ArrayList<>();

  /** Of each event: the stack, the thread and the texts that its ids stand for. */
  final List<Long> meanings = new ArrayList<>();

  private final List<long[]> ids = new ArrayList<>();
  private final List<Long> texts = new ArrayList<>();
  private final List<Field[]> idFields = new ArrayList<>();

  static EventPrints read(Path file) throws IOException {
    EventPrints prints = new EventPrints();
    Recording.read(file, prints.handlers());
    return prints;
  }

  EventHandlers handlers() {
    return new EventHandlers().onOthers(this).onChunk(this);
  }

  @Override
  public void event(Event event) {
    if (values.size() >= MAX_EVENTS) {
      throw new IllegalStateException("more than " + MAX_EVENTS + " events in a small file");
    }
    long print = event.type().name().hashCode();
    print = 31 * print + event.startNanos();
    print = 31 * print + event.endNanos();
    List<Field> named = new ArrayList<>();
    for (Field field : event.type().fields()) {
      long value =
          switch (field.kind()) {
            case FLOAT, DOUBLE -> Double.doubleToLongBits(event.doubleValue(field));
            case STRING -> 0;
            case ARRAY -> array(event, field);
            default -> event.longValue(field);
          };
      print = 31 * print + value;
      if (field.kind() == Field.Kind.CONSTANT) {
        named.add(field);
      }
    }
    values.add(print);
    Field[] fields = named.toArray(Field[]::new);
    long[] eventIds = new long[fields.length];
    for (int i = 0; i < fields.length; i++) {
      eventIds[i] = event.constantId(fields[i]);
    }
    event.stackTraceId();
    texts.add(texts(event));
    idFields.add(fields);
    ids.add(eventIds);
  }

  private static long array(Event event, Field array) {
    long print = event.length(array);
    for (Field part : array.elements()) {
      print =
          switch (part.kind()) {
            case STRING -> print + event.strings(array, part).length;
            case FLOAT, DOUBLE -> print + Arrays.hashCode(event.doubles(array, part));
            case ARRAY -> print;
            default -> print + Arrays.hashCode(event.longs(array, part));
          };
    }
    return print;
  }

  /** A text may stand in the event or for a constant; who reads it does not see which. */
  private static long texts(Event event) {
    long print = 0;
    for (Field field : event.type().fields()) {
      if (field.kind() == Field.Kind.STRING) {
        print = 31 * print + Objects.hashCode(event.string(field));
      }
    }
    return print;
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    for (int i = 0; i < ids.size(); i++) {
      long print = texts.get(i);
      for (int k = 0; k < ids.get(i).length; k++) {
        print = 31 * print + meaning(constants, idFields.get(i)[k], ids.get(i)[k]);
      }
      meanings.add(print);
    }
    ids.clear();
    idFields.clear();
    texts.clear();
  }

  private static long meaning(Constants constants, Field field, long id) {
    return switch (field.typeName()) {
      case "jdk.types.StackTrace" -> stack(constants.stack(id));
      case "java.lang.Thread" -> Objects.hashCode(constants.thread(id));
      case "java.lang.Class" -> Objects.hashCode(constants.className(id));
      default -> Objects.hashCode(constants.text(field, id));
    };
  }

  private static long stack(@Nullable StackTrace stack) {
    if (stack == null) {
      return 0;
    }
    long print = stack.truncated() ? 1 : 2;
    for (int i = 0; i < stack.depth(); i++) {
      print = 31 * print + stack.name(i).hashCode();
      print = 31 * print + stack.line(i) + stack.kind(i).name().hashCode();
    }
    return print;
  }
}

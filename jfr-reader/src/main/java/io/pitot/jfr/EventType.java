package io.pitot.jfr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event type as one chunk declares it. */
public final class EventType {
  private final String name;
  final Layout layout;
  final @Nullable Field startTime;
  final @Nullable Field duration;
  final @Nullable Field eventThread;
  final @Nullable Field stackTrace;

  EventType(String name, Layout layout) {
    this.name = name;
    this.layout = layout;
    startTime = number("startTime");
    duration = number("duration");
    eventThread = constant("eventThread");
    stackTrace = constant("stackTrace");
  }

  /** The full name, such as {@code jdk.JavaMonitorEnter}. */
  public String name() {
    return name;
  }

  /** The handle of a field, or null where this recording's type has no such field. */
  public @Nullable Field field(String fieldName) {
    return layout.field(fieldName);
  }

  public boolean has(String fieldName) {
    return field(fieldName) != null;
  }

  /** All fields in their order, those of structs flattened. */
  public List<Field> fields() {
    return List.of(layout.fields);
  }

  @Override
  public String toString() {
    return name;
  }

  private @Nullable Field number(String fieldName) {
    Field field = field(fieldName);
    return field != null && field.kind() == Field.Kind.LONG ? field : null;
  }

  private @Nullable Field constant(String fieldName) {
    Field field = field(fieldName);
    return field != null && field.kind() == Field.Kind.CONSTANT ? field : null;
  }
}

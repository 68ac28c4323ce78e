package io.pitot.jfr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event type and at the same time the handle that reads it. Fields of a struct that
 * stands inside the event have dotted names, such as {@code statistics.regionsUsed}.
 */
public final class Field {
  /** How a field is stored and which accessor of {@link Event} fits. */
  public enum Kind {
    BOOLEAN(1, true),
    BYTE(1, true),
    CHAR(2, false),
    SHORT(2, false),
    INT(4, false),
    LONG(8, false),
    FLOAT(4, true),
    DOUBLE(8, true),
    STRING(0, false),
    /** The id of a value that {@link Constants} holds. */
    CONSTANT(8, false),
    ARRAY(0, false);

    final int bytes;
    final boolean neverCompressed;

    Kind(int bytes, boolean neverCompressed) {
      this.bytes = bytes;
      this.neverCompressed = neverCompressed;
    }
  }

  /** What the number counts, where it is a time; a moment counts from the epoch. */
  public enum Unit {
    NONE,
    TICKS,
    /** A moment on the chunk's clock. */
    TICKS_SINCE_START,
    NANOSECONDS,
    MICROSECONDS,
    MILLISECONDS,
    SECONDS
  }

  private final String name;
  private final String typeName;
  private final Kind kind;
  private final Unit unit;
  private final boolean unsigned;
  final long typeId;

  /** Index in the layout, which is the order in the bytes. */
  final int index;

  /** Of an array's elements, else null. */
  final @Nullable Layout element;

  Field(
      String name,
      String typeName,
      long typeId,
      Kind kind,
      Unit unit,
      boolean unsigned,
      int index,
      @Nullable Layout element) {
    this.name = name;
    this.typeName = typeName;
    this.typeId = typeId;
    this.kind = kind;
    this.unit = unit;
    this.unsigned = unsigned;
    this.index = index;
    this.element = element;
  }

  public String name() {
    return name;
  }

  /**
   * The declared type, such as {@code long} or {@code java.lang.Class}; of an array, the element's.
   */
  public String typeName() {
    return typeName;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the number is meant without a sign. */
  public boolean unsigned() {
    return unsigned;
  }

  /**
   * The fields of one element of an array: a single one without a name, or those of a struct. Empty
   * for what is no array.
   */
  public List<Field> elements() {
    return element == null ? List.of() : List.of(element.fields);
  }

  boolean isLike(Field other) {
    boolean alike = name.equals(other.name) && kind == other.kind;
    if (element == null || other.element == null) {
      return alike && element == other.element;
    }
    return alike && element.isLike(other.element);
  }

  /** What {@link Event#nanos} converts from. */
  public Unit unit() {
    return unit;
  }

  @Override
  public String toString() {
    return typeName + (kind == Kind.ARRAY ? "[] " : " ") + name;
  }
}

package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * The event at hand. One object shows all events, one after the other; its bytes were checked to
 * hold all fields before a handler sees it.
 *
 * <p>Accessors take the handles of the layout that {@link EventHandler#layout} gave last. For null,
 * the handle of a field that this recording's type does not have, they give 0, false or null.
 */
public final class Event {
  private final JfrString.Pool strings;
  private final StackIds stackIds;
  private final boolean compressed;
  private final TickClock clock;
  private EventType type;
  private byte[] buf = new byte[0];
  private int end;

  /** Where the fields begin, if {@code located}. */
  private int[] starts = new int[16];

  /** False for mere integers, which are found one from the other when they are asked for. */
  private boolean located;

  private int reachedIndex;
  private int reachedAt;
  private int first;

  Event(EventType first, ChunkHeader header, ConstantPools constants) {
    this.type = first;
    this.clock = header.clock();
    this.compressed = header.compressedIntegers();
    this.strings = constants.strings();
    this.stackIds = constants.stackIds();
  }

  /**
   * Shows the event whose fields stand in {@code [from, to)}.
   *
   * @return the bytes that its fields take; more than it has if they are not all there
   */
  int show(EventType shown, byte[] bytes, int from, int to) {
    type = shown;
    buf = bytes;
    end = to;
    Layout layout = shown.layout;
    located = !layout.allIntegers();
    if (!located) {
      reachedIndex = 0;
      reachedAt = from;
      first = from;
      if (Varint.areIntegers(bytes, from, to, layout.fields.length)) {
        return to - from;
      }
    }
    located = true;
    if (starts.length < layout.fields.length) {
      starts = new int[layout.fields.length * 2];
    }
    return layout.locate(bytes, from, end, starts) - from;
  }

  public EventType type() {
    return type;
  }

  public long startTicks() {
    return numberOrZero(type.startTime);
  }

  /** Nanoseconds since the epoch. */
  public long startNanos() {
    return clock.epochNanos(startTicks());
  }

  /** 0 for an event without a duration. */
  public long durationTicks() {
    return numberOrZero(type.duration);
  }

  /** 0 for an event without a duration. */
  public long durationNanos() {
    return clock.spanNanos(durationTicks());
  }

  /** Nanoseconds since the epoch: when the event was over. */
  public long endNanos() {
    return startNanos() + durationNanos();
  }

  /** Ticks of the chunk's clock: when the event was over. */
  public long endTicks() {
    return startTicks() + durationTicks();
  }

  /** For {@link Constants#stack}; 0 where there is none. */
  public long stackTraceId() {
    long id = numberOrZero(type.stackTrace);
    stackIds.ask(id);
    return id;
  }

  /** For {@link Constants#thread}; 0 where there is none. */
  public long threadId() {
    return numberOrZero(type.eventThread);
  }

  /** The value of a whole number of any size, of a char, or of a boolean as 0 or 1. */
  public long longValue(@Nullable Field field) {
    if (field == null) {
      return 0;
    }
    return whole(field, at(field));
  }

  /** The value of a number of any kind. */
  public double doubleValue(@Nullable Field field) {
    if (field == null) {
      return 0;
    }
    return number(field, at(field));
  }

  public boolean booleanValue(@Nullable Field field) {
    if (field == null) {
      return false;
    }
    if (field.kind() != Field.Kind.BOOLEAN) {
      throw wrongKind(field);
    }
    return buf[at(field)] != 0;
  }

  /** The text, null where the program gave null or its constant is not in the recording. */
  public @Nullable String string(@Nullable Field field) {
    if (field == null) {
      return null;
    }
    if (field.kind() != Field.Kind.STRING) {
      throw wrongKind(field);
    }
    return JfrString.decode(buf, at(field), compressed, strings);
  }

  /** The id for {@link Constants}; 0 means none. */
  public long constantId(@Nullable Field field) {
    if (field == null) {
      return 0;
    }
    if (field.kind() != Field.Kind.CONSTANT) {
      throw wrongKind(field);
    }
    return integer(at(field), 8);
  }

  /**
   * A time span in nanoseconds, whatever unit the recording keeps it in, or a time stamp in
   * nanoseconds since the epoch. What is too long for that, as the extremes by which JFR says
   * "none" and "for ever", is {@link Long#MIN_VALUE} or {@link Long#MAX_VALUE}.
   */
  public long nanos(@Nullable Field field) {
    if (field == null) {
      return 0;
    }
    long value = longValue(field);
    return switch (field.unit()) {
      case TICKS -> clock.spanNanos(value);
      case TICKS_SINCE_START -> clock.epochNanos(value);
      case NANOSECONDS -> value;
      case MICROSECONDS -> times(value, 1_000);
      case MILLISECONDS -> times(value, 1_000_000);
      case SECONDS -> times(value, 1_000_000_000);
      case NONE -> throw wrongKind(field);
    };
  }

  /**
   * How many elements an array has.
   *
   * @param array of {@link Field.Kind#ARRAY}
   */
  public int length(@Nullable Field array) {
    return array == null ? 0 : (int) integer(arrayAt(array), 4);
  }

  /**
   * The elements of an array of whole numbers, chars, booleans or ids of constants, or one field of
   * each of its structs.
   *
   * @param element one of {@link Field#elements}
   */
  public long[] longs(@Nullable Field array, @Nullable Field element) {
    if (array == null || element == null) {
      return new long[0];
    }
    int[] places = places(array, element);
    long[] values = new long[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole(element, places[i]);
    }
    return values;
  }

  /** As {@link #longs}, of numbers of any kind. */
  public double[] doubles(@Nullable Field array, @Nullable Field element) {
    if (array == null || element == null) {
      return new double[0];
    }
    int[] places = places(array, element);
    double[] values = new double[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(element, places[i]);
    }
    return values;
  }

  /** As {@link #longs}, of texts. */
  public @Nullable String[] strings(@Nullable Field array, @Nullable Field element) {
    if (array == null || element == null) {
      return new @Nullable String[0];
    }
    if (element.kind() != Field.Kind.STRING) {
      throw wrongKind(element);
    }
    int[] places = places(array, element);
    @Nullable String[] values = new @Nullable String[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = JfrString.decode(buf, places[i], compressed, strings);
    }
    return values;
  }

  private int arrayAt(Field array) {
    if (array.kind() != Field.Kind.ARRAY) {
      throw wrongKind(array);
    }
    return at(array);
  }

  /** Where a field of each element begins; the array was found to be whole. */
  private int[] places(Field array, Field element) {
    int at = arrayAt(array);
    Layout layout = array.element;
    if (layout == null || !layout.holds(element)) {
      throw new IllegalArgumentException(element + " is no field of the elements of " + array);
    }
    int[] places = new int[(int) integer(at, 4)];
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    for (int i = 0; i < places.length; i++) {
      for (Field field : layout.fields) {
        if (field == element) {
          places[i] = next;
        }
        next = layout.behind(buf, next, end, field);
      }
    }
    return places;
  }

  private double number(Field field, int at) {
    return switch (field.kind()) {
      case FLOAT -> Float.intBitsToFloat((int) Varint.fixed(buf, at, 4));
      case DOUBLE -> Double.longBitsToDouble(Varint.fixed(buf, at, 8));
      default -> whole(field, at);
    };
  }

  private long whole(Field field, int at) {
    return switch (field.kind()) {
      case BOOLEAN, BYTE -> field.unsigned() ? buf[at] & 0xff : buf[at];
      case CHAR -> (char) integer(at, 2);
      case SHORT -> field.unsigned() ? (char) integer(at, 2) : (short) integer(at, 2);
      case INT -> field.unsigned() ? integer(at, 4) & 0xffffffffL : (int) integer(at, 4);
      case LONG, CONSTANT -> integer(at, 8);
      case FLOAT, DOUBLE, STRING, ARRAY -> throw wrongKind(field);
    };
  }

  private static long times(long value, long factor) {
    long product = value * factor;
    if (product / factor == value) {
      return product;
    }
    return value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private long numberOrZero(@Nullable Field field) {
    return field == null ? 0 : integer(start(field.index), 8);
  }

  private long integer(int at, int size) {
    return compressed ? Varint.decode(buf, at) : Varint.fixed(buf, at, size);
  }

  private int at(Field field) {
    if (!type.layout.holds(field)) {
      throw new IllegalArgumentException(field + " is no field of this layout of " + type);
    }
    return start(field.index);
  }

  private int start(int index) {
    if (located) {
      return starts[index];
    }
    if (index < reachedIndex) {
      reachedAt = first;
      reachedIndex = 0;
    }
    if (reachedIndex < index) {
      reachedAt = Varint.skipFew(buf, reachedAt, index - reachedIndex);
      reachedIndex = index;
    }
    return reachedAt;
  }

  private static IllegalArgumentException wrongKind(Field field) {
    return new IllegalArgumentException(field + " is read by another accessor");
  }
}

package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/** Makes {@link StackTrace}s of the bytes of stacks, whose layout is found out once. */
final class StackDecoder {
  static final int MAX_DEPTH = 1 << 16;

  private static final int NONE = -1;

  private final Layout stack;
  private Layout alike;
  private final boolean compressed;
  private final int truncatedIndex;
  private final int framesIndex;
  private final @Nullable Layout frame;

  /** Whether a frame is method, line, byte code index, kind, as JVMs write it. */
  private final boolean usual;

  private final int methodIndex;
  private final int lineIndex;
  private final int kindIndex;

  StackDecoder(Layout stack) {
    this.stack = stack;
    alike = stack;
    compressed = stack.compressed();
    Field frames = stack.field("frames");
    frame = frames == null ? null : frames.element;
    framesIndex = frames == null || frame == null ? NONE : frames.index;
    truncatedIndex = flag(stack, "truncated");
    methodIndex = frame == null ? NONE : integer(frame, "method");
    lineIndex = frame == null ? NONE : integer(frame, "lineNumber");
    kindIndex = frame == null ? NONE : integer(frame, "type");
    usual =
        frame != null
            && frame.allIntegers()
            && frame.fields.length == 4
            && methodIndex == 0
            && lineIndex == 1
            && kindIndex == 3;
  }

  /** Whether it is right for the bytes of a stack of this layout. */
  boolean reads(Layout layout) {
    if (layout != alike && layout.isLike(stack)) {
      alike = layout;
    }
    return layout == alike;
  }

  private static int flag(Layout layout, String name) {
    Field field = layout.field(name);
    return field != null && field.kind() == Field.Kind.BOOLEAN ? field.index : NONE;
  }

  private static int integer(Layout layout, String name) {
    Field field = layout.field(name);
    if (field == null) {
      return NONE;
    }
    return switch (field.kind()) {
      case CHAR, SHORT, INT, LONG, CONSTANT -> field.index;
      default -> NONE;
    };
  }

  /**
   * The stack in {@code [from, to)}, which was found to hold all its parts.
   *
   * @param key what {@link StackTrace#key} will say
   * @return null when it has no frames at all, or more than are allowed
   */
  @Nullable StackTrace decode(byte[] buf, int from, int to, int key, JvmMemory memory) {
    boolean truncated = false;
    int framesAt = NONE;
    int at = from;
    for (Field field : stack.fields) {
      if (field.index == truncatedIndex) {
        truncated = buf[at] != 0;
      } else if (field.index == framesIndex) {
        framesAt = at;
        if (truncatedIndex < framesIndex) {
          break;
        }
      }
      at = stack.behind(buf, at, to, field);
    }
    return framesAt == NONE ? null : frames(buf, framesAt, to, truncated, key, memory);
  }

  private @Nullable StackTrace frames(
      byte[] buf, int from, int to, boolean truncated, int key, JvmMemory memory) {
    Layout layout = frame;
    long depth = compressed ? Varint.decode(buf, from) : Varint.fixed(buf, from, 4);
    if (layout == null || depth < 0 || depth > MAX_DEPTH) {
      return null;
    }
    int at = compressed ? Varint.skip(buf, from) : from + 4;
    StackTrace result = new StackTrace(memory, key, truncated, (int) depth);
    if (usual) {
      usualFrames(buf, at, result);
    } else {
      anyFrames(layout, buf, at, to, result);
    }
    return result;
  }

  private static void usualFrames(byte[] buf, int from, StackTrace into) {
    int at = from;
    int depth = into.depth();
    for (int i = 0; i < depth; i++) {
      long method = Varint.decode(buf, at);
      at = Varint.skip(buf, at);
      long line = Varint.decode(buf, at);
      at = Varint.skip(buf, at);
      at = Varint.skip(buf, at);
      long kind = Varint.decode(buf, at);
      at = Varint.skip(buf, at);
      into.set(i, method, (int) line, kind);
    }
  }

  private void anyFrames(Layout layout, byte[] buf, int from, int to, StackTrace into) {
    int at = from;
    int depth = into.depth();
    for (int i = 0; i < depth; i++) {
      long method = 0;
      long line = 0;
      long kind = 0;
      for (Field field : layout.fields) {
        if (field.index == methodIndex) {
          method = integer(buf, at, field);
        } else if (field.index == lineIndex) {
          line = integer(buf, at, field);
        } else if (field.index == kindIndex) {
          kind = integer(buf, at, field);
        }
        at = layout.behind(buf, at, to, field);
      }
      into.set(i, method, (int) line, kind);
    }
  }

  private long integer(byte[] buf, int at, Field field) {
    return compressed ? Varint.decode(buf, at) : Varint.fixed(buf, at, field.kind().bytes);
  }
}

package io.pitot.jfr;

import java.util.Arrays;
import java.util.Objects;
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

  /** Whether a frame is four integers, the method first, as JVMs write it. */
  private final boolean usual;

  /** Whether a frame is the id of a constant. */
  private final boolean named;

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
    named = frame != null && isName(frame);
    usual = frame != null && frame.allIntegers() && frame.fields.length == 4 && methodIndex == 0;
  }

  /** Whether it is right for the bytes of a stack of this layout. */
  boolean reads(Layout layout) {
    if (layout != alike && layout.isLike(stack)) {
      alike = layout;
    }
    return layout == alike;
  }

  private static boolean isName(Layout frame) {
    Field first = frame.fields.length == 1 ? frame.fields[0] : null;
    return first != null
        && first.kind() == Field.Kind.CONSTANT
        && first.typeName().equals(FramePool.FRAME);
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
   * @param key what {@link StackTrace#key} will say; if negative, the stack keeps its bytes
   * @return null when it has no frames at all, or more than are allowed
   */
  @Nullable StackTrace decode(byte[] buf, int from, int to, int key, JvmMemory memory) {
    Layout layout = frame;
    int at = framesAt(buf, from, to);
    if (layout == null || depth(buf, at) < 0 || depth(buf, at) > MAX_DEPTH) {
      return null;
    }
    int[] methodKeys = new int[(int) depth(buf, at)];
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    for (int i = 0; i < methodKeys.length; i++) {
      if (usual) {
        methodKeys[i] = memory.methods().key(Varint.decode(buf, next));
        next = Varint.skipFew(buf, next, 4);
      } else {
        long id = value(layout, buf, next, to, named ? 0 : methodIndex);
        methodKeys[i] = memory.methods().key(named ? memory.frames().get(id).methodId() : id);
        next = behind(layout, buf, next, to);
      }
    }
    byte[] own = key < 0 ? Arrays.copyOfRange(buf, from, to + Varint.SLACK) : null;
    return new StackTrace(memory, this, key, truncated(buf, from, to), methodKeys, own);
  }

  /** The lines and kinds of a stack that {@link #decode} has decoded. */
  StackTrace.Details details(byte[] buf, int from, int to, JvmMemory memory) {
    Layout layout = Objects.requireNonNull(frame);
    int at = framesAt(buf, from, to);
    int depth = (int) depth(buf, at);
    int[] lines = new int[depth];
    byte[] kinds = new byte[depth];
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    for (int i = 0; i < depth; i++) {
      if (named) {
        FramePool.Frame one = memory.frames().get(value(layout, buf, next, to, 0));
        lines[i] = one.line();
        kinds[i] = memory.kinds().index(one.kindId());
      } else {
        lines[i] = (int) value(layout, buf, next, to, lineIndex);
        kinds[i] = memory.kinds().index(value(layout, buf, next, to, kindIndex));
      }
      next = behind(layout, buf, next, to);
    }
    return new StackTrace.Details(lines, kinds);
  }

  private long depth(byte[] buf, int at) {
    return compressed ? Varint.decode(buf, at) : Varint.fixed(buf, at, 4);
  }

  private boolean truncated(byte[] buf, int from, int to) {
    return truncatedIndex != NONE && buf[start(stack, buf, from, to, truncatedIndex)] != 0;
  }

  private int framesAt(byte[] buf, int from, int to) {
    return framesIndex == NONE ? from : start(stack, buf, from, to, framesIndex);
  }

  /** The integer of a frame that begins at {@code from}; 0 for a field that it has not. */
  private long value(Layout layout, byte[] buf, int from, int to, int index) {
    if (index == NONE) {
      return 0;
    }
    int at = start(layout, buf, from, to, index);
    return compressed
        ? Varint.decode(buf, at)
        : Varint.fixed(buf, at, layout.fields[index].kind().bytes);
  }

  private static int behind(Layout layout, byte[] buf, int from, int to) {
    return start(layout, buf, from, to, layout.fields.length);
  }

  private static int start(Layout layout, byte[] buf, int from, int to, int index) {
    int at = from;
    for (int i = 0; i < index; i++) {
      at = layout.behind(buf, at, to, layout.fields[i]);
    }
    return at;
  }
}

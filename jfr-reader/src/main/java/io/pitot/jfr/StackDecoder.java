package io.pitot.jfr;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes stacks of one layout; it holds the methods of the one that it decoded last. */
final class StackDecoder {
  private static final int MAX_DEPTH = 1 << 16;
  private static final int MAX_STACK_BYTES = 8 << 20;
  private static final int USUAL_FIELDS = 4;
  private static final int NONE = -1;

  private final Layout stack;
  private Layout alike;
  private final boolean compressed;
  private final int truncatedIndex;
  private final int framesIndex;
  private final @Nullable Layout frame;

  /**
   * Whether a stack is as JVMs write it: a flag, then frames of four integers, the method first and
   * the kind last.
   */
  private final boolean usual;

  /** Whether a frame is the id of a constant. */
  private final boolean named;

  private final int methodIndex;
  private final int lineIndex;
  private final int kindIndex;

  private int[] methods = new int[64];
  private int[] begins = new int[64];
  private int depth;
  private boolean truncated;

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
    usual = truncatedIndex == 0 && framesIndex == 1 && stack.fields.length == 2 && isUsual(frame);
  }

  private boolean isUsual(@Nullable Layout layout) {
    return layout != null
        && layout.allIntegers()
        && layout.fields.length == USUAL_FIELDS
        && methodIndex == 0
        && kindIndex == USUAL_FIELDS - 1;
  }

  /** Whether it is right for the bytes of a stack of this layout. */
  boolean reads(Layout layout) {
    if (layout != alike && layout.isLike(stack)) {
      alike = layout;
    }
    return layout == alike;
  }

  /** Whether a stack's methods can be told without other constants, which may come later. */
  boolean needsNoOther() {
    return !named;
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

  /** A copy of the methods with their kinds, as {@link FrameKinds#with} puts them together. */
  int[] methods() {
    return Arrays.copyOf(methods, depth);
  }

  int depth() {
    return depth;
  }

  boolean truncated() {
    return truncated;
  }

  /** The number of the stack that was decoded, or {@link StackMethods#FULL}. */
  int number(JvmMemory memory) {
    return memory.stacks().number(methods, depth, truncated);
  }

  /**
   * Decodes the stack at the input's position and moves behind it.
   *
   * @return false when it has no frames at all, or more than are allowed
   */
  boolean decode(ChunkInput in, JvmMemory memory) throws IOException {
    in.prefetch();
    if (usual && decodeUsual(in, memory)) {
      return true;
    }
    int size = makeContiguous(in);
    return (usual && decodeUsual(in, memory)) || decodeAny(in, size, memory);
  }

  /** Makes the stack stand in the input's window, however large; returns its size. */
  private int makeContiguous(ChunkInput in) throws IOException {
    long offset = in.offset();
    stack.skip(in);
    long size = in.offset() - offset;
    if (size > MAX_STACK_BYTES) {
      throw in.corrupt(offset, "the size of a stack", size, "at most " + MAX_STACK_BYTES);
    }
    in.seek(offset);
    in.makeContiguous((int) size);
    return (int) size;
  }

  /** Returns false, and stays, when not all of it stands in the window or it is too unusual. */
  private boolean decodeUsual(ChunkInput in, JvmMemory memory) throws IOException {
    byte[] buf = in.window();
    int from = in.windowPosition();
    int limit = in.windowLimit();
    long frames = Varint.decode(buf, from + 1);
    if (limit - from < 2 || frames < 0 || frames > MAX_DEPTH || frames > limit - from) {
      return false;
    }
    makeRoom((int) frames);
    int end = FrameWalk.walk(buf, Varint.skip(buf, from + 1), limit, (int) frames, begins);
    if (end == FrameWalk.NONE) {
      return false;
    }
    depth = (int) frames;
    truncated = buf[from] != 0;
    MethodPool pool = memory.methods();
    FrameKinds kinds = memory.kinds();
    for (int i = 0; i < depth; i++) {
      int method = pool.key(Varint.decode(buf, begins[i]));
      methods[i] = FrameKinds.with(method, kinds.index(kind(buf, begins[i], begins[i + 1])));
    }
    in.skip(end - from);
    return true;
  }

  /** The last integer of a usual frame: one byte where the one before it ended an integer, too. */
  private static long kind(byte[] buf, int from, int to) {
    return buf[to - 2] >= 0
        ? buf[to - 1]
        : Varint.decode(buf, Varint.skipFew(buf, from, USUAL_FIELDS - 1));
  }

  private boolean decodeAny(ChunkInput in, int size, JvmMemory memory) throws IOException {
    byte[] buf = takeOut(in, size);
    Layout layout = frame;
    int at = framesAt(buf, 0, size);
    long frames = count(buf, at);
    if (layout == null || frames < 0 || frames > MAX_DEPTH) {
      return false;
    }
    makeRoom((int) frames);
    depth = (int) frames;
    truncated = truncated(buf, 0, size);
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    for (int i = 0; i < depth; i++) {
      FramePool.Frame one =
          named
              ? memory.frames().get(value(layout, buf, next, size, 0))
              : new FramePool.Frame(
                  value(layout, buf, next, size, methodIndex),
                  0,
                  value(layout, buf, next, size, kindIndex));
      methods[i] =
          FrameKinds.with(memory.methods().key(one.methodId()), memory.kinds().index(one.kindId()));
      next = behind(layout, buf, next, size);
    }
    return true;
  }

  /** Copies what stands in the window, which other constants may be read into, and moves behind. */
  private static byte[] takeOut(ChunkInput in, int size) throws IOException {
    int from = in.windowPosition();
    byte[] bytes = Arrays.copyOfRange(in.window(), from, from + size + Varint.SLACK);
    in.skip(size);
    return bytes;
  }

  private void makeRoom(int frames) {
    if (methods.length < frames + 2) {
      methods = new int[Math.max(frames + 2, methods.length * 2)];
      begins = new int[methods.length];
    }
  }

  /** The lines of the stack at the input's position; null where it cannot be read. */
  int @Nullable [] lines(ChunkInput in, JvmMemory memory) throws IOException {
    Layout layout = frame;
    if (layout == null) {
      return null;
    }
    int size = makeContiguous(in);
    byte[] buf = takeOut(in, size);
    int at = framesAt(buf, 0, size);
    long frames = count(buf, at);
    if (frames < 0 || frames > MAX_DEPTH) {
      return null;
    }
    int[] lines = new int[(int) frames];
    int next = compressed ? Varint.skip(buf, at) : at + 4;
    for (int i = 0; i < lines.length; i++) {
      lines[i] =
          named
              ? memory.frames().get(value(layout, buf, next, size, 0)).line()
              : (int) value(layout, buf, next, size, lineIndex);
      next = behind(layout, buf, next, size);
    }
    return lines;
  }

  private long count(byte[] buf, int at) {
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

package io.pitot.jfr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constants of one chunk, found by {@link Checkpoints} and decoded one by one. */
final class ConstantPools implements Constants, JfrString.Pool {
  private static final int MAX_CACHED_FRAMES = 1 << 20;
  private static final String CLASS = "java.lang.Class";

  private final ChunkInput in;
  private final Checkpoints checkpoints;
  private final LongMap<StackTrace> stacks = new LongMap<>();
  private final LongMap<String> classNames = new LongMap<>();
  private final LongMap<RecordedThread> threads = new LongMap<>();
  private final LongIndex methodKeys = new LongIndex();
  private final List<@Nullable Method> methods = new ArrayList<>();
  private final List<Long> methodIds = new ArrayList<>();
  private final List<Long> frameKindIds = new ArrayList<>();
  private int cachedFrames;

  private @Nullable Metadata metadata;
  private long chunkOffset;

  /** File offset of the newest checkpoint that is not indexed yet; 0 for none. */
  private long pendingCheckpoint;

  private record Method(String name, boolean hidden) {
    static final Method UNKNOWN = new Method("[unknown method]", false);
  }

  ConstantPools(ChunkInput in) {
    this.in = in;
    this.checkpoints = new Checkpoints(in);
  }

  /** Tells of a new flush; its checkpoints are indexed when the first constant is asked for. */
  void advance(ChunkHeader header, Metadata newest) {
    in.bound(header.fileEnd(), header.compressedIntegers());
    metadata = newest;
    chunkOffset = header.fileOffset();
    pendingCheckpoint =
        header.checkpointOffset() == 0 ? 0 : chunkOffset + header.checkpointOffset();
  }

  @Override
  public @Nullable StackTrace stack(long stackTraceId) {
    StackTrace known = stacks.get(stackTraceId);
    if (known == null && find("jdk.types.StackTrace", stackTraceId) != null) {
      known = readStack(stackTraceId);
    }
    return known;
  }

  @Override
  public @Nullable String className(long classId) {
    String known = classNames.get(classId);
    if (known == null) {
      known = readClassName(classId);
      if (known != null) {
        classNames.put(classId, known);
      }
    }
    return known;
  }

  @Override
  public @Nullable RecordedThread thread(long threadId) {
    RecordedThread known = threads.get(threadId);
    if (known == null) {
      known = readThread(threadId);
      if (known != null) {
        threads.put(threadId, known);
      }
    }
    return known;
  }

  @Override
  public String methodName(int methodKey) {
    return method(methodKey).name();
  }

  boolean methodHidden(int methodKey) {
    return method(methodKey).hidden();
  }

  @Override
  public @Nullable String text(Field field, long id) {
    return text(field.typeId, id);
  }

  @Override
  public @Nullable String string(long id) {
    return text("java.lang.String", id);
  }

  FrameKind frameKind(byte index) {
    String text = text("jdk.types.FrameType", frameKindIds.get(index));
    return text == null ? FrameKind.UNKNOWN : FrameKind.of(text);
  }

  private Method method(int methodKey) {
    Method known = methods.get(methodKey);
    if (known == null) {
      known = readMethod(methodIds.get(methodKey));
      methods.set(methodKey, known);
    }
    return known;
  }

  private @Nullable StackTrace readStack(long id) {
    try {
      StackTrace stack = decodeStack(id);
      if (stack != null) {
        cachedFrames += stack.depth();
        if (cachedFrames > MAX_CACHED_FRAMES) {
          stacks.clear();
          cachedFrames = stack.depth();
        }
        stacks.put(id, stack);
      }
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable StackTrace decodeStack(long id) throws IOException {
    Layout layout = find("jdk.types.StackTrace", id);
    if (layout == null) {
      return null;
    }
    boolean truncated = false;
    StackTrace stack = null;
    for (Field field : layout.fields) {
      if (field.name().equals("truncated") && field.kind() == Field.Kind.BOOLEAN) {
        truncated = in.fixed(1) != 0;
      } else if (field.name().equals("frames") && field.element != null && stack == null) {
        stack = decodeFrames(field.element, truncated);
      } else {
        layout.skip(in, field);
      }
    }
    return stack;
  }

  private StackTrace decodeFrames(Layout frame, boolean truncated) throws IOException {
    int depth = in.count("the depth of a stack", frame.minBytes);
    int[] keys = new int[depth];
    int[] lines = new int[depth];
    byte[] kinds = new byte[depth];
    for (int i = 0; i < depth; i++) {
      for (Field field : frame.fields) {
        switch (field.name()) {
          case "method" -> keys[i] = methodKey(in.integer(8));
          case "lineNumber" -> lines[i] = (int) in.integer(4);
          case "type" -> kinds[i] = kindIndex(in.integer(8));
          default -> frame.skip(in, field);
        }
      }
    }
    return new StackTrace(this, truncated, keys, lines, kinds);
  }

  private int methodKey(long methodId) {
    long known = methodKeys.get(methodId);
    if (known != LongIndex.ABSENT) {
      return (int) known - 1;
    }
    methodIds.add(methodId);
    methods.add(null);
    methodKeys.putIfAbsent(methodId, methodIds.size());
    return methodIds.size() - 1;
  }

  private byte kindIndex(long kindId) {
    int known = frameKindIds.indexOf(kindId);
    if (known < 0 && frameKindIds.size() < Byte.MAX_VALUE) {
      frameKindIds.add(kindId);
      known = frameKindIds.size() - 1;
    }
    return (byte) Math.max(0, known);
  }

  private Method readMethod(long id) {
    try {
      Layout layout = find("jdk.types.Method", id);
      if (layout == null) {
        return Method.UNKNOWN;
      }
      long typeId = 0;
      long nameId = 0;
      long nameType = 0;
      boolean hidden = false;
      for (Field field : layout.fields) {
        switch (field.name()) {
          case "type" -> typeId = in.integer(8);
          case "name" -> {
            nameId = in.integer(8);
            nameType = field.typeId;
          }
          case "hidden" -> hidden = in.fixed(1) != 0;
          default -> layout.skip(in, field);
        }
      }
      String className = className(typeId);
      String name = text(nameType, nameId);
      String shown = name == null ? Method.UNKNOWN.name() : name;
      return new Method(
          className == null || className.isEmpty() ? shown : className + "." + shown, hidden);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable String readClassName(long id) {
    try {
      Layout layout = find(CLASS, id);
      if (layout == null) {
        return null;
      }
      for (Field field : layout.fields) {
        if (field.name().equals("name")) {
          String name = readText(field);
          return name == null ? null : ClassNames.toJava(name);
        }
        layout.skip(in, field);
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable RecordedThread readThread(long id) {
    try {
      Layout layout = find("java.lang.Thread", id);
      if (layout == null) {
        return null;
      }
      String javaName = null;
      String osName = null;
      long javaId = 0;
      long osId = 0;
      boolean virtual = false;
      for (Field field : layout.fields) {
        switch (field.name()) {
          case "javaName" -> javaName = readText(field);
          case "osName" -> osName = readText(field);
          case "javaThreadId" -> javaId = in.integer(8);
          case "osThreadId" -> osId = in.integer(8);
          case "virtual" -> virtual = in.fixed(1) != 0;
          default -> layout.skip(in, field);
        }
      }
      return new RecordedThread(javaName, javaId, osName, osId, virtual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a string in place, or the text of the constant that stands for it. */
  private @Nullable String readText(Field field) throws IOException {
    if (field.kind() == Field.Kind.STRING) {
      return JfrString.read(in, this);
    }
    long id = in.integer(8);
    long behind = in.offset();
    String text = text(field.typeId, id);
    in.seek(behind);
    return text;
  }

  private @Nullable String text(String typeName, long id) {
    for (long typeId : known().typeIds(typeName)) {
      String text = text(typeId, id);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private @Nullable String text(long typeId, long id) {
    try {
      Layout layout = find(typeId, id);
      if (layout == null || layout.fields.length == 0) {
        return null;
      }
      return layout.fields[0].kind() == Field.Kind.STRING
          ? JfrString.read(in, nested -> null)
          : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Layout find(String typeName, long id) {
    for (long typeId : known().typeIds(typeName)) {
      Layout layout = find(typeId, id);
      if (layout != null) {
        return layout;
      }
    }
    return null;
  }

  /** Moves to the value of a constant; null where there is none. */
  private @Nullable Layout find(long typeId, long id) {
    try {
      if (pendingCheckpoint != 0) {
        long newest = pendingCheckpoint;
        pendingCheckpoint = 0;
        checkpoints.index(newest, chunkOffset, known());
      }
      long offset = checkpoints.find(typeId, id);
      if (offset == LongIndex.ABSENT) {
        return null;
      }
      in.seek(offset);
      return known().constantLayout(typeId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Metadata known() {
    if (metadata == null) {
      throw new IllegalStateException("no flush was read yet");
    }
    return metadata;
  }
}

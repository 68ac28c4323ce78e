package io.pitot.jfr;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk's constants call things: texts, classes, threads; and what those of the chunks
 * before call them, where it does not say itself.
 */
final class NamePool implements JfrString.Pool {
  private static final String STRING = "java.lang.String";

  /** What an entry takes beside its characters. */
  private static final long ENTRY_CHARS = 64;

  private final ConstantFinder finder;
  private final List<NamePool> earlier;
  private final LongMap<String> classNames = new LongMap<>();
  private final LongMap<RecordedThread> threads = new LongMap<>();
  private long keptChars;

  /**
   * @param earlier of the chunks before of the same JVM, the newest first
   */
  NamePool(ConstantFinder finder, List<NamePool> earlier) {
    this.finder = finder;
    this.earlier = earlier;
  }

  List<NamePool> earlier() {
    return earlier;
  }

  ConstantFinder finder() {
    return finder;
  }

  /** A thread may be named anew at each flush; everything else stays. */
  void flushed() {
    threads.clear();
  }

  @Override
  public @Nullable String string(long id) {
    return text(STRING, id);
  }

  @Nullable String text(String typeName, long id) {
    String text =
        typeName.equals(STRING)
            ? finder.read(typeName, id, NamePool::decodePlainText)
            : finder.read(typeName, id, this::decodeText);
    return text == null ? earlierText(typeName, id) : text;
  }

  /** The text of the constant that a field names. */
  @Nullable String text(Field field, long id) {
    String text = finder.read(field.typeId, id, this::decodeText);
    return text == null ? earlierText(field.typeName(), id) : text;
  }

  private @Nullable String earlierText(String typeName, long id) {
    String text = null;
    for (int i = 0; text == null && id != 0 && i < earlier.size(); i++) {
      text = earlier.get(i).text(typeName, id);
    }
    return text;
  }

  @Nullable String className(long id) {
    String known = classNames.get(id);
    if (known == null) {
      known = finder.read("java.lang.Class", id, this::decodeClassName);
      for (int i = 0; known == null && id != 0 && i < earlier.size(); i++) {
        known = earlier.get(i).className(id);
      }
      if (known != null) {
        makeRoom(known.length());
        classNames.put(id, known);
      }
    }
    return known;
  }

  @Nullable RecordedThread thread(long id) {
    RecordedThread known = threads.get(id);
    if (known == null) {
      known = finder.read("java.lang.Thread", id, this::decodeThread);
      for (int i = 0; known == null && id != 0 && i < earlier.size(); i++) {
        known = earlier.get(i).thread(id);
      }
      if (known != null) {
        makeRoom(length(known.javaName()) + length(known.osName()));
        threads.put(id, known);
      }
    }
    return known;
  }

  private static int length(@Nullable String name) {
    return name == null ? 0 : name.length();
  }

  /** Forgets what is kept when there is too much of it; it can be decoded again. */
  private void makeRoom(int chars) {
    keptChars += chars + ENTRY_CHARS;
    if (keptChars > HeapShare.NAME_CHARS) {
      classNames.clear();
      threads.clear();
      keptChars = chars + ENTRY_CHARS;
    }
  }

  /** Reads a string where it stands, or the text of the constant that stands there for it. */
  @Nullable String textInPlace(Field field, ChunkInput in) throws IOException {
    if (field.kind() == Field.Kind.STRING) {
      return stringInPlace(in);
    }
    long id = in.integer(8);
    long behind = in.offset();
    String text = text(field, id);
    in.seek(behind);
    return text;
  }

  /** A string may stand in the pool of strings, as Mission Control's writer has it. */
  private @Nullable String stringInPlace(ChunkInput in) throws IOException {
    long at = in.offset();
    JfrString.skip(in);
    long behind = in.offset();
    in.seek(at);
    String text = JfrString.read(in, this);
    in.seek(behind);
    return text;
  }

  private @Nullable String decodeText(Layout layout, ChunkInput in) throws IOException {
    return startsWithString(layout) ? stringInPlace(in) : null;
  }

  /** A string of the pool itself leads nowhere else. */
  private static @Nullable String decodePlainText(Layout layout, ChunkInput in) throws IOException {
    return startsWithString(layout) ? JfrString.read(in, id -> null) : null;
  }

  private static boolean startsWithString(Layout layout) {
    return layout.fields.length > 0 && layout.fields[0].kind() == Field.Kind.STRING;
  }

  private @Nullable String decodeClassName(Layout layout, ChunkInput in) throws IOException {
    for (Field field : layout.fields) {
      if (field.name().equals("name")) {
        String name = textInPlace(field, in);
        return name == null ? null : ClassNames.toJava(name);
      }
      layout.skip(in, field);
    }
    return null;
  }

  private RecordedThread decodeThread(Layout layout, ChunkInput in) throws IOException {
    String javaName = null;
    String osName = null;
    long javaId = 0;
    long osId = 0;
    boolean virtual = false;
    for (Field field : layout.fields) {
      switch (field.name()) {
        case "javaName" -> javaName = textInPlace(field, in);
        case "osName" -> osName = textInPlace(field, in);
        case "javaThreadId" -> javaId = in.integer(8);
        case "osThreadId" -> osId = in.integer(8);
        case "virtual" -> virtual = in.fixed(1) != 0;
        default -> layout.skip(in, field);
      }
    }
    return new RecordedThread(javaName, javaId, osName, osId, virtual);
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods that the decoded stacks of a JVM name, numbered from 0 by first appearance. */
final class MethodPool {
  private static final Method UNKNOWN = new Method("[unknown method]", false);
  private static final Method TOO_MANY = new Method("[too many methods]", false);

  private NamePool names;
  private final LongIndex keys;
  private final List<Long> ids;

  /** By key, as far as they were asked for. */
  private final List<@Nullable Method> methods = new ArrayList<>();

  private long keptChars;

  /** A method by name. */
  record Method(String name, boolean hidden) {}

  MethodPool(NamePool names) {
    this(names, new LongIndex(), new ArrayList<>());
  }

  private MethodPool(NamePool names, LongIndex keys, List<Long> ids) {
    this.names = names;
    this.keys = keys;
    this.ids = ids;
  }

  /** The same keys of the same ids, which mean something else. */
  MethodPool renamed(NamePool otherNames) {
    return new MethodPool(otherNames, keys, ids);
  }

  int size() {
    return ids.size();
  }

  /**
   * Goes on with the names of the next chunk.
   *
   * @return false when an id means another method there than what was told before
   */
  boolean follow(NamePool next) {
    names = next;
    for (int key = 0; key < methods.size(); key++) {
      Method told = methods.get(key);
      Method now = told == null ? null : read(next, ids.get(key));
      if (now != null && !now.equals(told)) {
        return false;
      }
    }
    return true;
  }

  int key(long methodId) {
    long known = keys.get(methodId);
    if (known != LongIndex.ABSENT) {
      return (int) known - 1;
    }
    if (ids.size() < HeapShare.METHODS) {
      ids.add(methodId);
      keys.put(methodId, ids.size());
      return ids.size() - 1;
    }
    // One key stands for all that there is no room for.
    return HeapShare.METHODS;
  }

  /** The name by the recording's own id; null where it is not there. */
  @Nullable String nameOf(long methodId) {
    Method method = get(key(methodId));
    return method.equals(UNKNOWN) ? null : method.name();
  }

  Method get(int key) {
    if (key == HeapShare.METHODS) {
      return TOO_MANY;
    }
    while (methods.size() <= key) {
      methods.add(null);
    }
    Method known = methods.get(key);
    if (known == null) {
      known = read(names, ids.get(key));
      for (int i = 0; known == null && i < names.earlier().size(); i++) {
        known = read(names.earlier().get(i), ids.get(key));
      }
      if (known == null) {
        known = UNKNOWN;
      }
      keptChars += known.name().length();
      if (keptChars <= HeapShare.NAME_CHARS) {
        methods.set(key, known);
      }
    }
    return known;
  }

  private static @Nullable Method read(NamePool names, long id) {
    return names.finder().read("jdk.types.Method", id, (layout, in) -> decode(names, layout, in));
  }

  private static @Nullable Method decode(NamePool names, Layout layout, ChunkInput in)
      throws IOException {
    long classId = 0;
    String name = null;
    boolean hidden = false;
    for (Field field : layout.fields) {
      switch (field.name()) {
        case "type" -> classId = in.integer(8);
        case "name" -> name = names.textInPlace(field, in);
        case "hidden" -> hidden = in.fixed(1) != 0;
        default -> layout.skip(in, field);
      }
    }
    if (name == null) {
      return null;
    }
    String className = names.className(classId);
    boolean bare = className == null || className.isEmpty();
    return new Method(bare ? name : className + "." + name, hidden);
  }
}

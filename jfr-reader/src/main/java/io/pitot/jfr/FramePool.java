package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are constants of their own, which stacks name by id. JVMs write frames into the
 * stacks; Mission Control's writer does not.
 */
final class FramePool {
  static final String FRAME = "jdk.types.StackFrame";

  private static final Frame UNKNOWN = new Frame(0, 0, -1);

  private NamePool names;

  /** A frame as the recording has it. */
  record Frame(long methodId, int line, long kindId) {}

  FramePool(NamePool names) {
    this.names = names;
  }

  /** Goes on with the names of the next chunk. */
  void follow(NamePool next) {
    names = next;
  }

  Frame get(long id) {
    Frame frame = read(names, id);
    for (int i = 0; frame == null && i < names.earlier().size(); i++) {
      frame = read(names.earlier().get(i), id);
    }
    return frame == null ? UNKNOWN : frame;
  }

  private static @Nullable Frame read(NamePool names, long id) {
    return names.finder().read(FRAME, id, FramePool::decode);
  }

  private static Frame decode(Layout layout, ChunkInput in) throws IOException {
    long methodId = 0;
    int line = 0;
    long kindId = 0;
    for (Field field : layout.fields) {
      switch (field.name()) {
        case "method" -> methodId = in.integer(8);
        case "lineNumber" -> line = (int) in.integer(4);
        case "type" -> kindId = in.integer(8);
        default -> layout.skip(in, field);
      }
    }
    return new Frame(methodId, line, kindId);
  }
}

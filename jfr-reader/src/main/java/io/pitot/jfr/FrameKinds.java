package io.pitot.jfr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of frames that the decoded stacks have, each under an index of one byte. */
final class FrameKinds {
  private static final int MAX_KINDS = 64;
  private static final String FRAME_TYPE = "jdk.types.FrameType";

  private final long[] ids = new long[MAX_KINDS];
  private final List<@Nullable FrameKind> kinds = new ArrayList<>();
  private NamePool names;

  FrameKinds(NamePool names) {
    this.names = names;
  }

  /** The index of a kind by the id that the recording gives it. */
  byte index(long id) {
    int size = kinds.size();
    for (int i = 0; i < size; i++) {
      if (ids[i] == id) {
        return (byte) i;
      }
    }
    if (size == MAX_KINDS) {
      return 0;
    }
    ids[size] = id;
    kinds.add(null);
    return (byte) size;
  }

  FrameKind get(byte index) {
    FrameKind known = kinds.get(index);
    if (known == null) {
      String text = names.text(FRAME_TYPE, ids[index]);
      known = text == null ? FrameKind.UNKNOWN : FrameKind.of(text);
      kinds.set(index, known);
    }
    return known;
  }

  /**
   * Goes on with the names of the next chunk.
   *
   * @return false when an id means something else there than what was told before
   */
  boolean follow(NamePool next) {
    names = next;
    for (int i = 0; i < kinds.size(); i++) {
      FrameKind told = kinds.get(i);
      String text = told == null ? null : next.text(FRAME_TYPE, ids[i]);
      if (text != null && FrameKind.of(text) != told) {
        return false;
      }
    }
    return true;
  }
}

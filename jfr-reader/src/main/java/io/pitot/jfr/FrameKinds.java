package io.pitot.jfr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of frames that the decoded stacks have, each under a small index, which stands beside
 * the method's key in one number:
 *
 * <pre>
 * method key | index of the kind, 4 bits
 * </pre>
 */
final class FrameKinds {
  private static final int BITS = 4;

  /** One index stands for all kinds that there is no room for. */
  private static final int TOO_MANY = (1 << BITS) - 1;

  /** JVMs number their kinds from 1 or 0 on. */
  private static final int SMALL_IDS = 32;

  private static final String FRAME_TYPE = "jdk.types.FrameType";

  private final List<Long> ids;

  /** By small id; negative where there is none yet. */
  private final byte[] indexOfSmall;

  /** By index, as far as they were asked for. */
  private final @Nullable FrameKind[] kinds = new @Nullable FrameKind[TOO_MANY];

  private NamePool names;

  FrameKinds(NamePool names) {
    this(names, new ArrayList<>(), new byte[SMALL_IDS]);
    Arrays.fill(indexOfSmall, (byte) -1);
  }

  private FrameKinds(NamePool names, List<Long> ids, byte[] indexOfSmall) {
    this.names = names;
    this.ids = ids;
    this.indexOfSmall = indexOfSmall;
  }

  /** The same indices of the same ids, which mean something else. */
  FrameKinds renamed(NamePool otherNames) {
    return new FrameKinds(otherNames, ids, indexOfSmall);
  }

  static int with(int methodKey, int index) {
    return methodKey << BITS | index;
  }

  static int methodOf(int methodAndKind) {
    return methodAndKind >>> BITS;
  }

  /** The index of a kind by the id that the recording gives it. */
  int index(long id) {
    boolean isSmall = id >= 0 && id < SMALL_IDS;
    if (isSmall && indexOfSmall[(int) id] >= 0) {
      return indexOfSmall[(int) id];
    }
    int index = ids.indexOf(id);
    if (index < 0) {
      if (ids.size() == TOO_MANY) {
        return TOO_MANY;
      }
      index = ids.size();
      ids.add(id);
    }
    if (isSmall) {
      indexOfSmall[(int) id] = (byte) index;
    }
    return index;
  }

  /** The kind that stands beside a method. */
  FrameKind of(int methodAndKind) {
    int index = methodAndKind & TOO_MANY;
    if (index >= ids.size()) {
      return FrameKind.UNKNOWN;
    }
    FrameKind known = kinds[index];
    if (known == null) {
      String text = names.text(FRAME_TYPE, ids.get(index));
      known = text == null ? FrameKind.UNKNOWN : FrameKind.of(text);
      kinds[index] = known;
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
    for (int i = 0; i < ids.size(); i++) {
      FrameKind told = kinds[i];
      String text = told == null ? null : next.text(FRAME_TYPE, ids.get(i));
      if (text != null && FrameKind.of(text) != told) {
        return false;
      }
    }
    return true;
  }
}

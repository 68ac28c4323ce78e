package io.pitot.jfr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a chunk. Each is decoded once, as long as a million frames are enough to keep all.
 */
final class StackPool {
  private static final String STACK_TRACE = "jdk.types.StackTrace";
  private static final int MAX_CACHED_FRAMES = 1 << 20;
  private static final int MAX_DEPTH = 1 << 16;

  private final ConstantFinder finder;
  private final MethodPool methods;
  private final LongMap<StackTrace> stacks = new LongMap<>();
  private final List<Long> kindIds = new ArrayList<>();
  private int cachedFrames;

  /** A stack with the ids of its own chunk. */
  record Decoded(boolean truncated, long[] methodIds, int[] lines, long[] kindIds) {}

  StackPool(ConstantFinder finder, MethodPool methods) {
    this.finder = finder;
    this.methods = methods;
  }

  /**
   * The stack of this id.
   *
   * @param earlier the stacks of the chunk before, which may hold what this one lacks
   */
  @Nullable StackTrace get(long id, @Nullable StackPool earlier) {
    StackTrace known = stacks.get(id);
    if (known != null) {
      return known;
    }
    Decoded decoded = decode(id);
    if (decoded == null && earlier != null) {
      decoded = earlier.decode(id);
    }
    return decoded == null ? null : keep(id, decoded);
  }

  /** The id of the frame type that {@link StackTrace} keeps by index. */
  long kindId(int index) {
    return kindIds.get(index);
  }

  private StackTrace keep(long id, Decoded decoded) {
    int depth = decoded.methodIds.length;
    int[] keys = new int[depth];
    byte[] kinds = new byte[depth];
    for (int i = 0; i < depth; i++) {
      keys[i] = methods.key(decoded.methodIds[i]);
      kinds[i] = kindIndex(decoded.kindIds[i]);
    }
    StackTrace stack = new StackTrace(methods, this, decoded.truncated, keys, decoded.lines, kinds);
    cachedFrames += depth;
    if (cachedFrames > MAX_CACHED_FRAMES) {
      stacks.clear();
      cachedFrames = depth;
    }
    stacks.put(id, stack);
    return stack;
  }

  private byte kindIndex(long kindId) {
    int known = kindIds.indexOf(kindId);
    if (known < 0 && kindIds.size() < Byte.MAX_VALUE) {
      kindIds.add(kindId);
      known = kindIds.size() - 1;
    }
    return (byte) Math.max(0, known);
  }

  private @Nullable Decoded decode(long id) {
    return finder.read(STACK_TRACE, id, StackPool::decode);
  }

  private static @Nullable Decoded decode(Layout layout, ChunkInput in) throws IOException {
    boolean truncated = false;
    Decoded frames = null;
    for (Field field : layout.fields) {
      if (field.name().equals("truncated") && field.kind() == Field.Kind.BOOLEAN) {
        truncated = in.fixed(1) != 0;
      } else if (field.name().equals("frames") && field.element != null) {
        frames = decodeFrames(field.element, in);
      } else {
        layout.skip(in, field);
      }
    }
    return frames == null
        ? null
        : new Decoded(truncated, frames.methodIds, frames.lines, frames.kindIds);
  }

  private static Decoded decodeFrames(Layout frame, ChunkInput in) throws IOException {
    long at = in.offset();
    int depth = in.count("the depth of a stack", frame.minBytes);
    if (depth > MAX_DEPTH) {
      throw in.corrupt(at, "the depth of a stack", depth, "at most " + MAX_DEPTH);
    }
    long[] methodIds = new long[depth];
    int[] lines = new int[depth];
    long[] kindIds = new long[depth];
    for (int i = 0; i < depth; i++) {
      for (Field field : frame.fields) {
        switch (field.name()) {
          case "method" -> methodIds[i] = in.integer(8);
          case "lineNumber" -> lines[i] = (int) in.integer(4);
          case "type" -> kindIds[i] = in.integer(8);
          default -> frame.skip(in, field);
        }
      }
    }
    return new Decoded(false, methodIds, lines, kindIds);
  }
}

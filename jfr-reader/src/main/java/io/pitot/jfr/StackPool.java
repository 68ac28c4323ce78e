package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The stacks of a chunk by their ids. */
final class StackPool {
  static final String STACK_TRACE = "jdk.types.StackTrace";

  private static final int MAX_STACK_BYTES = 8 << 20;
  private static final int NO_KEY = -1;

  private final ConstantFinder finder;
  private final StackScan scan;

  StackPool(ConstantFinder finder, StackScan scan) {
    this.finder = finder;
    this.scan = scan;
  }

  /**
   * The stack of this id.
   *
   * @param memory what was met before
   * @param earlier the stacks of the chunk before, which may hold what this one lacks
   */
  @Nullable StackTrace get(long id, JvmMemory memory, @Nullable StackPool earlier) {
    int number = scan.number(id);
    if (number != StackBytes.FULL) {
      return memory.stack(number);
    }
    StackTrace stack = readInPlace(id, finder, memory);
    return stack == null && earlier != null ? getFromEarlier(id, memory, earlier) : stack;
  }

  private @Nullable StackTrace getFromEarlier(long id, JvmMemory memory, StackPool earlier) {
    int number = earlier.scan.number(id);
    if (number == StackBytes.FULL) {
      return readInPlace(id, earlier.finder, memory);
    }
    StackBytes known = earlier.scan.known();
    if (known == memory.stacks()) {
      return memory.stack(number);
    }
    // Another memory has begun meanwhile; the place in the file is as good.
    return readInPlace(id, earlier.finder, memory);
  }

  private @Nullable StackTrace readInPlace(long id, ConstantFinder where, JvmMemory memory) {
    return where.read(STACK_TRACE, id, (layout, in) -> read(id, layout, in, memory));
  }

  private @Nullable StackTrace read(long id, Layout layout, ChunkInput in, JvmMemory memory)
      throws IOException {
    in.prefetch();
    long offset = in.offset();
    layout.skip(in);
    boolean same = memory.decoder().reads(layout);
    int number = same ? scan.remember(id, in, offset) : StackBytes.FULL;
    if (number != StackBytes.FULL) {
      return memory.stack(number);
    }
    StackDecoder decoder = same ? memory.decoder() : new StackDecoder(layout);
    long size = in.offset() - offset;
    if (size > MAX_STACK_BYTES) {
      throw in.corrupt(offset, "the size of a stack", size, "at most " + MAX_STACK_BYTES);
    }
    in.seek(offset);
    in.makeContiguous((int) size);
    int from = in.windowPosition();
    return decoder.decode(in.window(), from, from + (int) size, NO_KEY, memory);
  }
}

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
   */
  @Nullable StackTrace get(long id, JvmMemory memory) {
    int number = scan.number(id);
    if (number != StackBytes.FULL) {
      return memory.stack(number);
    }
    return finder.read(STACK_TRACE, id, (layout, in) -> read(id, layout, in, memory));
  }

  /**
   * The stack of this id for a later chunk.
   *
   * @param memory of the later chunk, which may have begun behind this one
   */
  @Nullable StackTrace getFor(long id, JvmMemory memory) {
    StackBytes known = scan.known();
    if (id == 0 || known == memory.stacks()) {
      return id == 0 ? null : get(id, memory);
    }
    int number = scan.number(id);
    if (number == StackBytes.FULL) {
      return finder.read(STACK_TRACE, id, (layout, in) -> readInPlace(layout, in, memory));
    }
    int from = known.from(number);
    int to = known.to(number);
    byte[] bytes = known.bytes(number);
    int copied = memory.stacks().number(bytes, from, to);
    return copied == StackBytes.FULL
        ? memory.decoder().decode(bytes, from, to, NO_KEY, memory)
        : memory.stack(copied);
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
    in.seek(offset);
    return readInPlace(layout, in, memory);
  }

  private static @Nullable StackTrace readInPlace(Layout layout, ChunkInput in, JvmMemory memory)
      throws IOException {
    long offset = in.offset();
    layout.skip(in);
    boolean same = memory.decoder().reads(layout);
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

package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The stacks of a chunk by their ids. */
final class StackPool {
  static final String STACK_TRACE = "jdk.types.StackTrace";

  private final ConstantFinder finder;
  private final StackScan scan;

  StackPool(ConstantFinder finder, StackScan scan) {
    this.finder = finder;
    this.scan = scan;
  }

  /**
   * The stack of this id, which was passed under what is known of the JVM or is read now.
   *
   * @param memory what is known of the JVM
   */
  @Nullable StackTrace get(long id, JvmMemory memory) {
    int number = scan.ids().numberOf(id);
    if (number != StackMethods.FULL) {
      return stack(id, number, memory);
    }
    return finder.read(
        STACK_TRACE,
        id,
        (layout, in) -> {
          StackTrace stack = read(id, layout, in, memory);
          if (stack != null && stack.key() != StackMethods.FULL) {
            scan.ids().number(id, stack.key());
          }
          return stack;
        });
  }

  /**
   * The stack of this id for a later chunk.
   *
   * @param memory of the later chunk, which may have begun behind this one
   */
  @Nullable StackTrace getFor(long id, JvmMemory memory) {
    if (id == 0) {
      return null;
    }
    return finder.read(STACK_TRACE, id, (layout, in) -> read(id, layout, in, memory));
  }

  /** The lines of a stack of this chunk; null where they cannot be read. */
  int @Nullable [] lines(long id, JvmMemory memory) {
    return finder.read(STACK_TRACE, id, (layout, in) -> scan.decoder(layout).lines(in, memory));
  }

  private @Nullable StackTrace read(long id, Layout layout, ChunkInput in, JvmMemory memory)
      throws IOException {
    StackDecoder decoder = scan.decoder(layout);
    if (!decoder.decode(in, memory)) {
      return null;
    }
    int number = decoder.number(memory);
    return number == StackMethods.FULL
        ? new StackTrace(
            memory, this, id, number, decoder.methods(), 0, decoder.depth(), decoder.truncated())
        : stack(id, number, memory);
  }

  private StackTrace stack(long id, int number, JvmMemory memory) {
    StackMethods stacks = memory.stacks();
    return new StackTrace(
        memory,
        this,
        id,
        number,
        stacks.page(number),
        stacks.from(number),
        stacks.depth(number),
        stacks.truncated(number));
  }
}

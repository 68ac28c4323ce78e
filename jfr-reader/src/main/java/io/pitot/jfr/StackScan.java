package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Passes over the stacks of a chunk, as they come in the file. Those that a handler has asked an
 * event for are numbered on the way, while their bytes are at hand; they need not be looked up
 * later, in another order and at the price of reading the file again.
 */
final class StackScan {
  private static final int MAX_ASKED = 1 << 19;

  /** More of them may be too large, together, to be numbered. */
  private static final int MAX_EXPECTED = 1 << 16;

  private final LongSet asked = new LongSet(MAX_ASKED);

  /** Numbers of {@code known} + 1, by id. */
  private LongIndex numbers = new LongIndex();

  private StackBytes known = new StackBytes(0);

  private @Nullable StackDecoder decoder;

  StackBytes known() {
    return known;
  }

  long sizeBytes() {
    return numbers.sizeBytes();
  }

  /** The stacks of these ids will be wanted when the events are over. */
  LongSet asked() {
    return asked;
  }

  /** Before the first stack: what is known of the JVM. */
  void begin(JvmMemory memory) {
    known = memory.stacks();
    decoder = memory.decoder();
  }

  /** The number of a stack, or {@link StackBytes#FULL} for one that has none. */
  int number(long id) {
    long number = numbers.get(id);
    return number == LongIndex.ABSENT ? StackBytes.FULL : (int) number - 1;
  }

  /** Moves behind {@code count} stacks. */
  void index(ChunkInput in, Layout layout, int count, LongIndex places) throws IOException {
    if (numbers.isEmpty()) {
      numbers = new LongIndex(Math.min(asked.size(), MAX_EXPECTED));
    }
    boolean numbered = decoder != null && decoder.reads(layout);
    for (int i = 0; i < count; i++) {
      long id = in.integer(8);
      in.prefetch();
      long offset = in.offset();
      layout.skip(in);
      boolean wanted = numbered && asked.contains(id);
      if (!wanted || remember(id, in, offset) == StackBytes.FULL) {
        places.put(id, offset);
      }
    }
  }

  /**
   * Numbers the stack that stands from {@code offset} to where the input is.
   *
   * @return {@link StackBytes#FULL} when it gets none
   */
  int remember(long id, ChunkInput in, long offset) throws IOException {
    long end = in.offset();
    if (end - offset > StackBytes.MAX_STACK_BYTES) {
      return StackBytes.FULL;
    }
    int size = (int) (end - offset);
    in.seek(offset);
    in.makeContiguous(size);
    int from = in.windowPosition();
    int number = known.number(in.window(), from, from + size);
    in.seek(end);
    if (number != StackBytes.FULL) {
      numbers.put(id, number + 1L);
    }
    return number;
  }
}

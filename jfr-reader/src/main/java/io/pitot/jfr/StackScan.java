package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Passes over the stacks of a chunk, as they come in the file. Those that a handler has asked an
 * event for are decoded and numbered on the way, while their bytes are at hand; they need not be
 * looked up later, in another order and at the price of reading the file again.
 */
final class StackScan {
  private final StackIds ids = new StackIds();
  private @Nullable JvmMemory memory;
  private @Nullable StackDecoder decoder;

  StackIds ids() {
    return ids;
  }

  /**
   * Before the first stack.
   *
   * @param known of the JVM
   */
  void begin(JvmMemory known, long chunkOffset) {
    memory = known;
    ids.begin(chunkOffset);
  }

  StackDecoder decoder(Layout layout) {
    StackDecoder known = decoder;
    if (known == null || !known.reads(layout)) {
      known = new StackDecoder(layout);
      decoder = known;
    }
    return known;
  }

  /** Moves behind {@code count} stacks; {@code places} gets those that {@link #ids} cannot keep. */
  void index(ChunkInput in, Layout layout, int count, LongIndex places) throws IOException {
    StackDecoder decoding = decoder(layout);
    JvmMemory known = memory;
    for (int i = 0; i < count; i++) {
      long id = in.integer(8);
      long offset = in.offset();
      int number = StackMethods.FULL;
      if (known != null && decoding.needsNoOther() && ids.isAsked(id)) {
        number = decoding.decode(in, known) ? decoding.number(known) : StackMethods.FULL;
      } else {
        layout.skip(in);
      }
      if (!ids.stands(id, offset, number)) {
        places.put(id, offset);
      }
    }
  }
}

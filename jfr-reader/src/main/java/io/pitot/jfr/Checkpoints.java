package io.pitot.jfr;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the constants of a chunk stand. Checkpoints form a chain, the newest first:
 *
 * <pre>
 * size, type 1, start, duration : integers
 * delta  : integer, to the checkpoint before this one; 0 in the first
 * flags  : 1 byte
 * pools  : count, then for each pool: type id, count, then for each constant: id, value
 * </pre>
 *
 * A constant may be written again in a later checkpoint; the first one counts.
 */
final class Checkpoints {
  static final long TYPE_ID = 1;

  private static final int MAX_CHAIN = 100_000;

  private final ChunkInput in;
  private final Map<Long, LongIndex> pools = new HashMap<>();

  /** File offset of the newest checkpoint that is indexed; 0 before the first. */
  private long indexedOffset;

  Checkpoints(ChunkInput in) {
    this.in = in;
  }

  /** File offset of a constant's value, or {@link LongIndex#ABSENT}. */
  long find(long typeId, long id) {
    LongIndex pool = pools.get(typeId);
    return pool == null ? LongIndex.ABSENT : pool.get(id);
  }

  /** Indexes what the chain that begins at {@code newest} adds to what is known. */
  void index(long newest, long chunkOffset, Metadata metadata) throws IOException {
    Deque<Long> chain = new ArrayDeque<>();
    long offset = newest;
    while (offset > indexedOffset) {
      if (chain.size() == MAX_CHAIN) {
        throw in.corrupt(offset, "the number of checkpoints", "more", MAX_CHAIN);
      }
      chain.push(offset);
      long delta = enter(offset);
      if (delta == 0) {
        break;
      }
      if (delta > 0 || offset + delta < chunkOffset + ChunkHeader.SIZE_BYTES) {
        throw in.corrupt(
            offset, "the way to the previous checkpoint", delta, "a way back within the chunk");
      }
      offset += delta;
    }
    while (!chain.isEmpty()) {
      offset = chain.pop();
      enter(offset);
      indexPools(metadata);
      indexedOffset = offset;
    }
  }

  /** Moves into the checkpoint, behind its delta. */
  private long enter(long offset) throws IOException {
    in.seek(offset);
    long size = in.integer(4);
    long type = in.integer(8);
    if (size <= 0 || type != TYPE_ID) {
      throw in.corrupt(
          offset, "a checkpoint", "an event of type " + type + ", " + size + " bytes", "type 1");
    }
    in.skipIntegers(2, 8);
    return in.integer(8);
  }

  private void indexPools(Metadata metadata) throws IOException {
    in.skip(1);
    int count = in.count("the number of pools", 2);
    for (int i = 0; i < count; i++) {
      indexPool(metadata);
    }
  }

  private void indexPool(Metadata metadata) throws IOException {
    long at = in.offset();
    long typeId = in.integer(8);
    @Nullable Layout layout = metadata.constantLayout(typeId);
    if (layout == null) {
      throw in.corrupt(at, "the type of a constant pool", typeId, "a declared type");
    }
    LongIndex pool = pools.computeIfAbsent(typeId, id -> new LongIndex());
    int count = in.count("the number of constants", 1);
    for (int i = 0; i < count; i++) {
      long id = in.integer(8);
      pool.putIfAbsent(id, in.offset());
      layout.skip(in);
    }
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * A constant may be written again in a later checkpoint; the newest counts. Checkpoints that were
 * passed among the events are taken in too, so that a damaged chain loses nothing.
 */
final class Checkpoints {
  static final long TYPE_ID = 1;

  private static final int MAX_CHECKPOINTS = 100_000;

  /** Constants that are taken in before they are counted. */
  private static final int BATCH = 1 << 12;

  /** How often the bytes of a chunk may be passed over, in checkpoints that overlap. */
  private static final int MAX_PASSES = 2;

  private final ChunkInput in;
  private final StackScan stacks;
  private final Map<Long, LongIndex> pools = new HashMap<>();
  private final TreeSet<Long> seen = new TreeSet<>();
  private long chunkOffset;
  private long passedBytes;
  private int constants;
  private long stackTypeId = -1;

  /** File offset of the newest checkpoint that is indexed; 0 before the first. */
  private long indexedOffset;

  /** File offset of the newest checkpoint that is not indexed yet; 0 for none. */
  private long pendingOffset;

  Checkpoints(ChunkInput in, StackScan stacks) {
    this.in = in;
    this.stacks = stacks;
  }

  void advance(ChunkHeader header) {
    chunkOffset = header.fileOffset();
    if (header.checkpointOffset() > 0) {
      pendingOffset = chunkOffset + header.checkpointOffset();
    }
  }

  void seen(long offset) {
    if (offset > indexedOffset && seen.size() < MAX_CHECKPOINTS) {
      seen.add(offset);
    }
  }

  /** Whether all that has come is taken in. */
  boolean isIndexed() {
    return pendingOffset == 0 && seen.isEmpty();
  }

  /** The types that there are constants of. */
  Set<Long> typeIds() {
    return pools.keySet();
  }

  long sizeBytes() {
    return pools.values().stream().mapToLong(LongIndex::sizeBytes).sum();
  }

  /** File offset of a constant's value, or {@link LongIndex#ABSENT}. */
  long find(long typeId, long id) {
    if (typeId == stackTypeId) {
      long place = stacks.ids().placeOf(id);
      if (place != LongIndex.ABSENT) {
        return place;
      }
    }
    LongIndex pool = pools.get(typeId);
    return pool == null ? LongIndex.ABSENT : pool.get(id);
  }

  /**
   * Takes in what has come since the last call.
   *
   * @throws CorruptRecordingException for the first damage, after everything that is sound was
   *     taken in
   */
  void index(Metadata metadata) throws IOException {
    if (isIndexed()) {
      return;
    }
    CorruptRecordingException damage = null;
    try {
      followChain(pendingOffset);
    } catch (CorruptRecordingException e) {
      damage = e;
    }
    pendingOffset = 0;
    while (!seen.isEmpty()) {
      long offset = seen.pollFirst();
      try {
        indexOne(offset, metadata);
      } catch (CorruptRecordingException e) {
        damage = damage == null ? e : damage;
      }
      indexedOffset = offset;
    }
    if (damage != null) {
      throw damage;
    }
  }

  /** Adds what the chain leads to, back to what is indexed, to what was seen. */
  private void followChain(long newest) throws IOException {
    long offset = newest;
    while (offset > indexedOffset) {
      if (seen.size() >= MAX_CHECKPOINTS) {
        throw in.corrupt(offset, "the number of checkpoints", "more", MAX_CHECKPOINTS);
      }
      long delta = enter(offset);
      seen.add(offset);
      if (delta == 0) {
        break;
      }
      if (delta > 0 || delta < chunkOffset + ChunkHeader.SIZE_BYTES - offset) {
        throw in.corrupt(
            offset, "the way to the previous checkpoint", delta, "a way back within the chunk");
      }
      offset += delta;
    }
  }

  private void indexOne(long offset, Metadata metadata) throws IOException {
    if (passedBytes > MAX_PASSES * (in.end() - chunkOffset)) {
      throw in.corrupt(offset, "the size of all checkpoints", passedBytes, "that of the chunk");
    }
    in.seek(offset);
    long end = offset + in.integer(4);
    enter(offset);
    in.skip(1);
    int count = in.count("the number of pools", 2);
    try {
      for (int i = 0; i < count; i++) {
        if (in.offset() >= end) {
          throw in.corrupt(
              in.offset(), "a checkpoint", "longer than its event", "its end at " + end);
        }
        indexPool(metadata);
      }
    } finally {
      passedBytes += in.offset() - offset;
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

  private void indexPool(Metadata metadata) throws IOException {
    long at = in.offset();
    long typeId = in.integer(8);
    @Nullable Layout layout = metadata.constantLayout(typeId);
    if (layout == null) {
      throw in.corrupt(at, "the type of a constant pool", typeId, "a declared type");
    }
    LongIndex pool = pools.computeIfAbsent(typeId, id -> new LongIndex());
    int count = in.count("the number of constants", in.compressed() ? 1 : 8);
    boolean areStacks = metadata.isStackTrace(typeId);
    for (int left = count; left > 0; left -= BATCH) {
      int before = pool.size();
      if (areStacks) {
        stackTypeId = typeId;
        stacks.index(in, layout, Math.min(left, BATCH), pool);
      } else {
        indexConstants(layout, Math.min(left, BATCH), pool);
      }
      constants += pool.size() - before;
      if (constants > HeapShare.CONSTANTS) {
        throw in.corrupt(at, "the number of constants", "more", "at most " + HeapShare.CONSTANTS);
      }
    }
  }

  private void indexConstants(Layout layout, int count, LongIndex pool) throws IOException {
    for (int i = 0; i < count; i++) {
      long id = in.integer(8);
      long value = in.offset();
      layout.skip(in);
      pool.put(id, value);
    }
  }
}

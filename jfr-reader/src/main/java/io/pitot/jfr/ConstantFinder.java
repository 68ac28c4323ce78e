package io.pitot.jfr;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the constants of one chunk. Checkpoints are indexed when the first constant after a flush
 * is asked for; a damaged constant is as good as none, and the damage is remembered.
 */
final class ConstantFinder {
  /** Layouts and what is read of the file at a time. */
  private static final long SLIM_BYTES = 256 << 10;

  private static final long METADATA_BYTES = 2 << 20;

  private final ChunkInput scanned;
  private final ChunkInput in;
  private final Checkpoints checkpoints;
  private @Nullable Metadata metadata;
  private @Nullable CorruptRecordingException damage;

  /** Decodes a value; the input stands at its first byte. */
  interface Decoder<T> {
    @Nullable T decode(Layout layout, ChunkInput in) throws IOException;
  }

  /**
   * @param scanned goes through the checkpoints in order
   * @param in looks up one constant after the other, anywhere
   */
  ConstantFinder(ChunkInput scanned, ChunkInput in, StackScan stacks) {
    this.scanned = scanned;
    this.in = in;
    this.checkpoints = new Checkpoints(scanned, stacks);
  }

  void advance(ChunkHeader header, Metadata newest) {
    scanned.bound(header.fileEnd(), header.compressedIntegers());
    in.bound(header.fileEnd(), header.compressedIntegers());
    metadata = newest;
    checkpoints.advance(header);
  }

  /** Lets go of what was read of the file; it is read again when it is wanted again. */
  void forgetBlocks() {
    scanned.forgetBlocks();
    in.forgetBlocks();
  }

  /** Lets go of all that is not needed to look something up later. */
  void slim() throws IOException {
    forgetBlocks();
    Metadata current = metadata;
    if (current != null && checkpoints.isIndexed()) {
      metadata = current.forConstants(checkpoints.typeIds());
    }
  }

  /** About what the index takes in memory. */
  long sizeBytes() {
    return (checkpoints.isIndexed() ? SLIM_BYTES : METADATA_BYTES) + checkpoints.sizeBytes();
  }

  /** A checkpoint that was passed on the way through the events. */
  void seen(long checkpointOffset) {
    checkpoints.seen(checkpointOffset);
  }

  /** The first damage that was met, which is forgotten. */
  @Nullable CorruptRecordingException takeDamage() {
    CorruptRecordingException taken = damage;
    damage = null;
    return taken;
  }

  /** Decodes a constant of the type of this name; null where it is missing or damaged. */
  <T> @Nullable T read(String typeName, long id, Decoder<T> decoder) {
    Metadata current = metadata;
    if (current == null) {
      return null;
    }
    for (long typeId : current.typeIds(typeName)) {
      T value = read(typeId, id, decoder);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  <T> @Nullable T read(long typeId, long id, Decoder<T> decoder) {
    Metadata current = metadata;
    if (current == null) {
      return null;
    }
    try {
      index(current);
      long offset = checkpoints.find(typeId, id);
      Layout layout = offset == LongIndex.ABSENT ? null : current.constantLayout(typeId);
      if (layout == null) {
        return null;
      }
      in.seek(offset);
      return decoder.decode(layout, in);
    } catch (CorruptRecordingException e) {
      remember(e);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes in the checkpoints that have come since the last call. */
  void index() {
    Metadata current = metadata;
    if (current != null) {
      try {
        index(current);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void index(Metadata current) throws IOException {
    try {
      checkpoints.index(current);
    } catch (CorruptRecordingException e) {
      remember(e);
    }
  }

  private void remember(CorruptRecordingException e) {
    if (damage == null) {
      damage = e;
    }
  }
}

package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the metadata of a chunk byte by byte, where neither the header nor the way from event
 * to event leads to it: the bytes before it are damaged, or some are missing.
 */
final class MetadataScan {
  /** Less cannot declare an event type. */
  private static final int MIN_BYTES = 64;

  private static final int MIN_STRINGS = 4;

  /** How often the bytes of the chunk may be passed over in what turns out to be no metadata. */
  private static final int MAX_PASSES = 4;

  private final ChunkInput in;
  private long budgetBytes;

  MetadataScan(ChunkInput in) {
    this.in = in;
  }

  /** The last metadata event at or behind {@code from} that declares an event type. */
  @Nullable Metadata last(long from) throws IOException {
    budgetBytes = MAX_PASSES * (in.end() - from);
    Metadata found = null;
    long offset = from;
    while (offset < in.end() - MIN_BYTES && budgetBytes > 0) {
      long size = claimedSize(offset);
      Metadata metadata = size == 0 ? null : read(offset, size);
      if (metadata == null) {
        offset++;
      } else {
        found = metadata;
        offset += size;
      }
    }
    return found;
  }

  /** The size of what begins like a metadata event, else 0. */
  private long claimedSize(long offset) throws IOException {
    in.seek(offset);
    long size = in.integer(4);
    boolean possible =
        size >= MIN_BYTES
            && size <= in.end() - offset
            && in.remaining() >= MIN_BYTES
            && in.integer(8) == MetadataTree.TYPE_ID
            && beginsWithStrings();
    return possible ? size : 0;
  }

  private boolean beginsWithStrings() throws IOException {
    in.skipIntegers(3, 8);
    long count = in.integer(4);
    long encoding = in.fixed(1);
    return count >= MIN_STRINGS
        && count < in.remaining()
        && encoding > JfrString.CONSTANT
        && encoding <= JfrString.LATIN1;
  }

  private @Nullable Metadata read(long offset, long size) throws IOException {
    try {
      Metadata metadata = Metadata.read(in, offset);
      return metadata.eventTypes().isEmpty() ? null : metadata;
    } catch (CorruptRecordingException notMetadata) {
      budgetBytes -= Math.min(size, Math.max(MIN_BYTES, in.offset() - offset));
      return null;
    }
  }
}

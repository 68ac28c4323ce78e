package io.pitot.jfr;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Steps from event to event by their sizes alone, where headers and offsets are not to be trusted.
 */
final class EventWalk {
  private final ChunkInput in;

  EventWalk(ChunkInput in) {
    this.in = in;
  }

  /** Decides at the begin of an event whether the walk is over. */
  interface Stop {
    boolean at(long offset) throws IOException;
  }

  /**
   * Walks until told to stop.
   *
   * @return where it stopped: at the input's end, where told to, or where no event can stand
   */
  long walk(long from, Stop stop) throws IOException {
    long offset = from;
    while (offset < in.end() && !stop.at(offset)) {
      long size = sizeOrZero(offset);
      if (size <= 0 || size > in.end() - offset) {
        break;
      }
      offset += size;
    }
    return offset;
  }

  /** The last readable metadata event at or behind {@code from}. */
  @Nullable Metadata lastMetadata(long from) throws IOException {
    @Nullable Metadata[] found = new @Nullable Metadata[1];
    walk(
        from,
        offset -> {
          if (sizeOrZero(offset) > 0 && in.integer(8) == MetadataTree.TYPE_ID) {
            found[0] = readOrElse(offset, found[0]);
          }
          return false;
        });
    return found[0];
  }

  private @Nullable Metadata readOrElse(long offset, @Nullable Metadata otherwise)
      throws IOException {
    try {
      Metadata read = Metadata.read(in, offset);
      // Steps that went astray meet bytes that pass for metadata, but declare nothing.
      return read.eventTypes().isEmpty() ? otherwise : read;
    } catch (CorruptRecordingException notMetadata) {
      return otherwise;
    }
  }

  private long sizeOrZero(long offset) throws IOException {
    try {
      in.seek(offset);
      return in.integer(4);
    } catch (CorruptRecordingException cutShort) {
      return 0;
    }
  }
}

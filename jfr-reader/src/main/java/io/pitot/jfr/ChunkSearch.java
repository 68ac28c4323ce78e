package io.pitot.jfr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds where chunks begin and end in a file whose headers may lie.
 *
 * <p>The four bytes that open a chunk may stand anywhere, in a string that a program recorded or in
 * a recording within a recording. So a plain search for them is not enough. What counts, from the
 * strongest:
 *
 * <ol>
 *   <li>a chunk from which one chunk follows the other up to the very end of the file: nothing
 *       inside an event leads there;
 *   <li>the way from event to event by their sizes, if it leads to such a place or where the header
 *       says;
 *   <li>a header that leads to a metadata event, behind all that is known to belong to the chunk
 *       before, unless it is a copy or what is around it says that it is part of an event.
 * </ol>
 *
 * What is searched and stepped over in all is bounded by the file's size, whatever it holds.
 */
final class ChunkSearch {
  /** What a step from event to event costs, in bytes that are searched meanwhile. */
  private static final int STEP_COST_BYTES = 8;

  private final Path path;
  private final ChunkProbe probe;
  private final ChunkInput stepped;
  private final long fileSize;

  /** Between these two, chunks surely begin at the second and not before; -1 where none does. */
  private long surelySince = Long.MAX_VALUE;

  private long surelyAt;

  ChunkSearch(FileChannel channel, Path path, HeaderReader headers, long fileSize) {
    this.path = path;
    this.fileSize = fileSize;
    probe = new ChunkProbe(channel, path, headers, fileSize);
    stepped = ChunkInput.forward(channel, path);
  }

  /**
   * Where a chunk ends: where its header says, if what is there agrees, else where it must.
   *
   * @throws CorruptRecordingException when not even its header is whole
   */
  long endOf(ChunkHeader header) throws IOException {
    long claimed = claimedEnd(header);
    if (claimed == fileSize || (claimed != ChunkProbe.NONE && probe.isChunk(claimed))) {
      return claimed;
    }
    requireWhole(header);
    if (claimed != ChunkProbe.NONE && !header.finished()) {
      return claimed;
    }
    long from = header.fileOffset() + ChunkHeader.SIZE_BYTES;
    long surely = surelyFrom(from);
    EventSteps steps = new EventSteps(header, claimed);
    long reached = walk(from, header.compressedIntegers(), steps);
    boolean isDoubtful = surely != ChunkProbe.NONE && surely < reached;
    if (!isDoubtful && (reached == fileSize || probe.isChunk(reached))) {
      return reached;
    }
    boolean isBefore = surely == ChunkProbe.NONE || surely > claimed;
    if (steps.passedClaimed && isBefore && isTrue(header, claimed)) {
      return claimed;
    }
    return next(from, Math.max(reached, ownEnd(header)), header);
  }

  /** A header may be cut off by the chunk that follows. */
  private void requireWhole(ChunkHeader header) throws IOException {
    for (int size = 1; size < ChunkHeader.SIZE_BYTES; size++) {
      ChunkHeader other = probe.chunkAt(header.fileOffset() + size);
      if (other != null && probe.chainEnd(other) == fileSize) {
        throw new CorruptRecordingException(
            path,
            header.fileOffset(),
            "the header of a chunk",
            "cut off by another after " + size + " bytes",
            ChunkHeader.SIZE_BYTES + " bytes");
      }
    }
  }

  /** Steps may come by an end by chance: there was a header, or the header is right elsewhere. */
  private boolean isTrue(ChunkHeader header, long claimed) throws IOException {
    long metadata = header.fileOffset() + header.metadataOffset();
    long behind = probe.behindEvent(header, metadata, MetadataTree.TYPE_ID);
    return probe.isZero(claimed)
        || probe.isHeaderOnceMore(claimed, header)
        || (behind != ChunkProbe.NONE && behind <= claimed);
  }

  private long walk(long from, boolean compressed, EventWalk.Stop stop) throws IOException {
    stepped.bound(fileSize, compressed);
    return new EventWalk(stepped)
        .walk(from, offset -> !probe.spend(STEP_COST_BYTES) || stop.at(offset));
  }

  /** Follows the events of a chunk, and does not go on through what was the next one's header. */
  private final class EventSteps implements EventWalk.Stop {
    private final ChunkHeader header;
    private final long claimed;
    private boolean passedClaimed;

    EventSteps(ChunkHeader header, long claimed) {
      this.header = header;
      this.claimed = claimed;
    }

    @Override
    public boolean at(long offset) throws IOException {
      if (offset != claimed) {
        return probe.isChunk(offset);
      }
      passedClaimed = true;
      return probe.isHeaderOnceMore(offset, header);
    }
  }

  /** The end that the header claims, unless it cannot be. */
  private long claimedEnd(ChunkHeader header) {
    long size = header.sizeBytes();
    boolean possible =
        size >= ChunkHeader.SIZE_BYTES
            && size <= fileSize - header.fileOffset()
            && size > header.metadataOffset()
            && size > header.checkpointOffset();
    return possible ? header.fileEnd() : ChunkProbe.NONE;
  }

  /** The least end of a chunk: behind its metadata and its newest checkpoint. */
  private long ownEnd(ChunkHeader header) throws IOException {
    long begin = header.fileOffset();
    long metadata =
        probe.behindEvent(header, begin + header.metadataOffset(), MetadataTree.TYPE_ID);
    long checkpoint =
        probe.behindEvent(header, begin + header.checkpointOffset(), Checkpoints.TYPE_ID);
    return Math.max(metadata, checkpoint);
  }

  /** The first place in {@code [from, before)} that is the begin of a chunk beyond doubt. */
  long surelyWithin(long from, long before) throws IOException {
    long at = surelyFrom(from);
    return at < before ? at : ChunkProbe.NONE;
  }

  private long surelyFrom(long from) throws IOException {
    if (from < surelySince || (surelyAt != ChunkProbe.NONE && from > surelyAt)) {
      surelyAt = findSurely(from);
      surelySince = from;
    }
    return surelyAt;
  }

  private long findSurely(long from) throws IOException {
    long at = probe.magicFrom(from);
    while (at != ChunkProbe.NONE) {
      ChunkHeader header = probe.chunkAt(at);
      if (header != null && probe.chainEnd(header) == fileSize) {
        return at;
      }
      at = probe.magicFrom(at + 1);
    }
    return ChunkProbe.NONE;
  }

  /**
   * The begin of the next chunk behind one whose header is lost.
   *
   * @return the file's size if there is none
   */
  long behindLostHeader(long offset) throws IOException {
    long from = offset + ChunkHeader.SIZE_BYTES;
    if (from < fileSize && surelyFrom(offset + 1) == ChunkProbe.NONE) {
      long reached = walk(from, true, probe::isChunk);
      if (reached == fileSize || probe.isChunk(reached)) {
        return reached;
      }
    }
    return next(offset + 1, offset + 1, null);
  }

  /**
   * The first chunk from {@code from} on that is one beyond doubt, or from {@code behind} on one
   * that looks like it.
   *
   * @param before the chunk before, if its header is there
   * @return the file's size if there is none
   */
  long next(long from, long behind, @Nullable ChunkHeader before) throws IOException {
    long cutShort = ChunkProbe.NONE;
    long surely = surelyFrom(from);
    for (long at = probe.magicFrom(from); at != ChunkProbe.NONE; ) {
      ChunkHeader header = probe.chunkAt(at);
      long skipped = at + 1;
      if (header != null) {
        long end = probe.chainEnd(header);
        if (at == surely) {
          return at;
        }
        if (isCopy(header, before)) {
          skipped = at + ChunkHeader.SIZE_BYTES;
        } else if (end < fileSize && isWithinEvent(header, end)) {
          skipped = surely == ChunkProbe.NONE ? end : Math.min(end, surely);
        } else if (at >= behind) {
          return at;
        } else if (end > fileSize && cutShort == ChunkProbe.NONE) {
          cutShort = at;
        }
      }
      at = probe.magicFrom(skipped);
    }
    return cutShort == ChunkProbe.NONE ? fileSize : cutShort;
  }

  /** A JVM keeps a copy of each chunk's header in one of its checkpoints, as a text. */
  private boolean isCopy(ChunkHeader header, @Nullable ChunkHeader before) throws IOException {
    return (before != null && before.clock().equals(header.clock()))
        || probe.isLengthBefore(header.fileOffset(), ChunkHeader.SIZE_BYTES);
  }

  /**
   * Whether a recording is part of an event: it has its length before it, or it is whole and what
   * follows never was a header.
   */
  private boolean isWithinEvent(ChunkHeader first, long end) throws IOException {
    long begin = first.fileOffset();
    if (probe.isLengthBefore(begin, end - begin)) {
      return true;
    }
    long firstEnd = first.fileEnd();
    long reached =
        walk(
            begin + ChunkHeader.SIZE_BYTES,
            first.compressedIntegers(),
            offset -> offset >= firstEnd);
    return reached == firstEnd && !probe.isHeaderOnceMore(end, first) && !probe.isZero(end);
  }
}

package io.pitot.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds where chunks begin and end in a file whose headers may lie.
 *
 * <p>The four bytes that open a chunk may stand anywhere, in a string that a program recorded or in
 * a recording within a recording. So a header counts only where its metadata offset leads to a
 * metadata event, and one inside a sound event of another chunk is never looked at: events are
 * stepped over by their sizes, and only where that fails are bytes searched.
 */
final class ChunkSearch {
  private static final long NONE = -1;
  private static final int WINDOW_BYTES = 64 << 10;
  private static final int MAGIC_BYTES = 4;

  private final FileChannel channel;
  private final Path path;
  private final HeaderReader headers;
  private final long fileSize;

  ChunkSearch(FileChannel channel, Path path, HeaderReader headers, long fileSize) {
    this.channel = channel;
    this.path = path;
    this.headers = headers;
    this.fileSize = fileSize;
  }

  /** Where a chunk ends: where its header says, if what is there agrees, else where it must. */
  long endOf(ChunkHeader header) throws IOException {
    long claimed = claimedEnd(header);
    if (claimed != NONE && (claimed == fileSize || isChunk(claimed))) {
      return claimed;
    }
    if (claimed != NONE && !header.finished()) {
      return claimed;
    }
    ChunkInput in = input(header.compressedIntegers());
    long from = header.fileOffset() + ChunkHeader.SIZE_BYTES;
    long reached = new EventWalk(in).walk(from, offset -> offset == claimed || isChunk(offset));
    return reached == claimed || isChunk(reached) ? reached : next(reached);
  }

  /** The end that the header claims, unless it cannot be. */
  private long claimedEnd(ChunkHeader header) {
    long size = header.sizeBytes();
    boolean possible =
        size >= ChunkHeader.SIZE_BYTES
            && size <= fileSize - header.fileOffset()
            && size > header.metadataOffset()
            && size > header.checkpointOffset();
    return possible ? header.fileEnd() : NONE;
  }

  /**
   * The first chunk that begins at {@code from} or later: one that ends where the file or another
   * chunk says so, if there is any, else the first that looks like one.
   *
   * @return the file's size if there is none
   */
  long next(long from) throws IOException {
    long first = NONE;
    for (long at = magicFrom(from); at != NONE; at = magicFrom(at + 1)) {
      ChunkHeader header = chunkAt(at);
      if (header != null) {
        if (header.fileEnd() == fileSize || chunkAt(header.fileEnd()) != null) {
          return at;
        }
        first = first == NONE ? at : first;
      }
    }
    return first == NONE ? fileSize : first;
  }

  private boolean isChunk(long offset) throws IOException {
    return chunkAt(offset) != null;
  }

  private @Nullable ChunkHeader chunkAt(long offset) throws IOException {
    try {
      ChunkHeader header = hasMagic(offset) ? headers.readSound(offset) : null;
      return header != null && leadsToMetadata(header) ? header : null;
    } catch (JfrFormatException notAChunk) {
      return null;
    }
  }

  private boolean leadsToMetadata(ChunkHeader header) throws IOException {
    long offset = header.fileOffset() + header.metadataOffset();
    if (offset >= fileSize) {
      // Cut short: the begin of a chunk is all there is to judge by.
      return header.fileEnd() > fileSize;
    }
    ChunkInput in = input(header.compressedIntegers());
    in.seek(offset);
    long size = in.integer(4);
    return size > 0 && size <= fileSize - offset && in.integer(8) == MetadataTree.TYPE_ID;
  }

  private ChunkInput input(boolean compressed) {
    ChunkInput in = ChunkInput.forward(channel, path);
    in.bound(fileSize, compressed);
    return in;
  }

  private boolean hasMagic(long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAGIC_BYTES);
    read(bytes, offset);
    return bytes.position() == MAGIC_BYTES && bytes.getInt(0) == HeaderReader.MAGIC;
  }

  private long magicFrom(long from) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    for (long base = from; base < fileSize; base += WINDOW_BYTES - MAGIC_BYTES + 1) {
      window.clear();
      read(window, base);
      int last = window.position() - MAGIC_BYTES;
      for (int i = 0; i <= last; i++) {
        if (window.get(i) == 'F' && window.getInt(i) == HeaderReader.MAGIC) {
          return base + i;
        }
      }
    }
    return NONE;
  }

  private void read(ByteBuffer into, long offset) throws IOException {
    while (into.hasRemaining() && channel.read(into, offset + into.position()) >= 0) {
      // A read may give less than was asked for.
    }
  }
}

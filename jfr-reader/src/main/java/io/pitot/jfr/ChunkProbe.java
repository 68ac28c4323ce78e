package io.pitot.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells what looks like a chunk at a place of a file that may hold anything. */
final class ChunkProbe {
  static final long NONE = -1;

  private static final int WINDOW_BYTES = 64 << 10;
  private static final int MAX_LINKS = 64;
  private static final int LINK_COST_BYTES = 1 << 10;
  private static final int MAX_PASSES = 16;
  private static final long MIN_BUDGET_BYTES = 16 << 20;
  private static final int VERSION_2_X = 2;
  private static final int MAX_MINOR = 255;
  private static final long MAX_CHUNK_BYTES = 1L << 40;
  private static final long MAX_TICKS_PER_SECOND = 1L << 40;

  private final FileChannel channel;
  private final HeaderReader headers;
  private final long fileSize;
  private final ChunkInput in;
  private final ByteBuffer window;
  private long windowOffset;

  /** Bytes that may still be looked through. */
  private long budgetBytes;

  ChunkProbe(FileChannel channel, Path path, HeaderReader headers, long fileSize) {
    this.channel = channel;
    this.headers = headers;
    this.fileSize = fileSize;
    in = ChunkInput.forward(channel, path);
    window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, fileSize)).limit(0);
    budgetBytes = Math.max(MIN_BUDGET_BYTES, MAX_PASSES * fileSize);
  }

  /** Pays for some work; false when all that is allowed is done. */
  boolean spend(long bytes) {
    budgetBytes -= bytes;
    return budgetBytes >= 0;
  }

  private ChunkInput input(boolean compressed) {
    in.bound(fileSize, compressed);
    return in;
  }

  boolean isChunk(long offset) throws IOException {
    return chunkAt(offset) != null;
  }

  /** The header at {@code offset}, if it is one and leads to its metadata. */
  @Nullable ChunkHeader chunkAt(long offset) throws IOException {
    if (!load(offset, Long.BYTES) || !isMagic((int) (offset - windowOffset))) {
      return null;
    }
    try {
      ChunkHeader header = headers.readSound(offset);
      return leadsToMetadata(header) ? header : null;
    } catch (JfrFormatException notAChunk) {
      return null;
    }
  }

  private boolean leadsToMetadata(ChunkHeader header) throws IOException {
    long offset = header.fileOffset() + header.metadataOffset();
    if (offset >= fileSize) {
      // Cut short: the begin of a chunk is all there is to judge by.
      return header.fileEnd() > fileSize && couldBeCutShort(header);
    }
    return behindEvent(header, offset, MetadataTree.TYPE_ID) != NONE;
  }

  /** Whether the numbers are such as a JVM writes; random ones behind a magic hardly are. */
  private static boolean couldBeCutShort(ChunkHeader header) {
    return header.minorVersion() <= MAX_MINOR
        && header.sizeBytes() <= MAX_CHUNK_BYTES
        && header.durationNanos() >= 0
        && header.startNanos() >= 0
        && header.ticksPerSecond() <= MAX_TICKS_PER_SECOND;
  }

  /** The end of the event of this type that begins at {@code offset}, if there is one. */
  long behindEvent(ChunkHeader header, long offset, long typeId) throws IOException {
    try {
      ChunkInput event = input(header.compressedIntegers());
      event.seek(offset);
      long size = event.integer(4);
      boolean whole = size > 0 && size <= fileSize - offset && event.integer(8) == typeId;
      return whole ? offset + size : NONE;
    } catch (CorruptRecordingException notAnEvent) {
      return NONE;
    }
  }

  /**
   * Where the last of the chunks ends that begin at {@code offset} and follow one another: the
   * file's size if all is well, and more if the last is cut short.
   */
  long chainEnd(ChunkHeader first) throws IOException {
    ChunkHeader last = first;
    for (int links = 0; links < MAX_LINKS; links++) {
      ChunkHeader next = spend(LINK_COST_BYTES) ? chunkAt(last.fileEnd()) : null;
      if (next == null) {
        return last.fileEnd();
      }
      last = next;
    }
    // So many do not follow one another by chance.
    return fileSize;
  }

  /** The first place from {@code from} on that begins like a chunk, or {@link #NONE}. */
  long magicFrom(long from) throws IOException {
    long at = from;
    for (; load(at, Long.BYTES); at = windowOffset + window.limit() - Long.BYTES + 1) {
      int first = (int) (at - windowOffset);
      int last = window.limit() - Long.BYTES;
      for (int i = first; i <= last; i++) {
        if (window.get(i) == 'F' && isMagic(i)) {
          return spend(i - first) ? windowOffset + i : NONE;
        }
      }
      if (!spend(last - first + 1)) {
        return NONE;
      }
    }
    return NONE;
  }

  private boolean isMagic(int at) {
    return window.getInt(at) == HeaderReader.MAGIC && window.getShort(at + 4) == VERSION_2_X;
  }

  /** Whether a header was here before something damaged it. */
  boolean isHeaderOnceMore(long offset, ChunkHeader before) throws IOException {
    if (!load(offset, ChunkHeader.SIZE_BYTES)) {
      return false;
    }
    int at = (int) (offset - windowOffset);
    return window.getInt(at) == HeaderReader.MAGIC
        || window.getShort(at + 4) == VERSION_2_X
        || window.getLong(at + 56) == before.ticksPerSecond();
  }

  /** Whether something wrote zeroes over what was here. */
  boolean isZero(long offset) throws IOException {
    return load(offset, Long.BYTES) && window.getLong((int) (offset - windowOffset)) == 0;
  }

  /** Whether the bytes before {@code offset} say that a text of this length begins there. */
  boolean isLengthBefore(long offset, long length) throws IOException {
    for (int size = 1; size <= Integer.BYTES + 1 && size <= offset; size++) {
      if (!load(offset - size, Varint.SLACK)) {
        return false;
      }
      ChunkInput number = input(true);
      number.seek(offset - size);
      if (number.integer(4) == length && number.offset() == offset) {
        return true;
      }
    }
    ChunkInput number = input(false);
    number.seek(Math.max(0, offset - Integer.BYTES));
    return number.integer(4) == length;
  }

  /** Makes {@code size} bytes from {@code offset} on stand in the window, if the file has them. */
  private boolean load(long offset, int size) throws IOException {
    if (offset < 0 || offset > fileSize - size) {
      return false;
    }
    if (offset < windowOffset || offset + size > windowOffset + window.limit()) {
      windowOffset = offset;
      window.clear();
      while (window.hasRemaining() && channel.read(window, offset + window.position()) >= 0) {
        // A read may give less than was asked for.
      }
      window.flip();
    }
    return offset + size <= windowOffset + window.limit();
  }
}

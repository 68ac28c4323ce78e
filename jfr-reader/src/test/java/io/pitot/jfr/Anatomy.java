package io.pitot.jfr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What stands where in a sound recording: chunks, the events in them, and the numbers in those. */
final class Anatomy {
  private final ChunkInput in;

  /** A sequence of bytes, from the first to behind the last. */
  record Span(int begin, int end) {
    int size() {
      return end - begin;
    }

    boolean overlaps(int from, int to) {
      return from < end && to > begin;
    }
  }

  /**
   * One chunk.
   *
   * @param events that a handler may get
   * @param checkpoints in the order of the file
   * @param metadata that the header leads to
   * @param numbers where a size, a count, a length or an index stands
   */
  record ChunkParts(
      Span span,
      boolean compressed,
      List<Span> events,
      List<Span> checkpoints,
      Span metadata,
      List<Span> numbers) {}

  private Anatomy(ChunkInput in) {
    this.in = in;
  }

  static List<ChunkParts> of(Path file) throws IOException {
    List<ChunkParts> chunks = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      HeaderReader headers = new HeaderReader(channel, file);
      for (long begin = 0; begin < channel.size(); begin = chunks.get(chunks.size() - 1).span.end) {
        ChunkInput in = ChunkInput.forward(channel, file);
        chunks.add(new Anatomy(in).chunk(headers.readSound(begin)));
      }
    }
    return chunks;
  }

  private ChunkParts chunk(ChunkHeader header) throws IOException {
    Span span = new Span((int) header.fileOffset(), (int) header.fileEnd());
    int metadataAt = (int) (header.fileOffset() + header.metadataOffset());
    List<Span> events = new ArrayList<>();
    List<Span> checkpoints = new ArrayList<>();
    List<Span> numbers = new ArrayList<>();
    Span metadata = span;
    in.bound(header.fileEnd(), header.compressedIntegers());
    int offset = span.begin + ChunkHeader.SIZE_BYTES;
    while (offset < span.end) {
      in.seek(offset);
      int size = (int) number(4, numbers);
      Span part = new Span(offset, offset + size);
      long type = in.integer(8);
      if (type == Checkpoints.TYPE_ID) {
        checkpoints.add(part);
        checkpointNumbers(numbers);
      } else if (type != MetadataTree.TYPE_ID) {
        events.add(part);
      } else if (offset == metadataAt) {
        metadata = part;
        metadataNumbers(numbers);
      }
      offset = part.end;
    }
    return new ChunkParts(
        span, header.compressedIntegers(), events, checkpoints, metadata, numbers);
  }

  private void checkpointNumbers(List<Span> numbers) throws IOException {
    in.skipIntegers(2, 8);
    number(8, numbers);
    in.skip(1);
    number(4, numbers);
    number(8, numbers);
    number(4, numbers);
  }

  private void metadataNumbers(List<Span> numbers) throws IOException {
    in.skipIntegers(3, 8);
    long strings = number(4, numbers);
    for (long i = 0; i < strings; i++) {
      int encoding = (int) in.fixed(1);
      if (encoding >= JfrString.UTF8) {
        long length = number(4, numbers);
        in.skip(encoding == JfrString.CHARS && !in.compressed() ? 2 * length : length);
      }
    }
    element(numbers);
  }

  private void element(List<Span> numbers) throws IOException {
    number(4, numbers);
    for (long left = 2 * number(4, numbers); left > 0; left--) {
      number(4, numbers);
    }
    for (long left = number(4, numbers); left > 0; left--) {
      element(numbers);
    }
  }

  private long number(int sizeBytes, List<Span> numbers) throws IOException {
    int begin = (int) in.offset();
    long value = in.integer(sizeBytes);
    numbers.add(new Span(begin, (int) in.offset()));
    return value;
  }
}

package io.pitot.jfr;

import io.pitot.jfr.Anatomy.ChunkParts;
import io.pitot.jfr.Anatomy.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JVM's recording whose metadata declares only what its chunks hold. A JVM declares some hundred
 * event types in a hundred kilobytes, whatever it records; everything else is kept as it is, byte
 * for byte, so that a hundred thousand of these can be read.
 */
final class TrimmedRecording {
  private static final int CHECKPOINT_OFFSET_AT = 16;

  private TrimmedRecording() {}

  /** Trims the first chunks that hold events. */
  static byte[] of(Path file, int chunks) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteArrayOutputStream trimmed = new ByteArrayOutputStream();
    int left = chunks;
    for (ChunkParts chunk : Anatomy.of(file)) {
      if (left > 0 && chunk.events().size() > 20) {
        trimmed.writeBytes(trim(file, bytes, chunk));
        left--;
      }
    }
    return trimmed.toByteArray();
  }

  private static byte[] trim(Path file, byte[] bytes, ChunkParts chunk) throws IOException {
    List<Span> kept = new ArrayList<>(chunk.events());
    kept.addAll(chunk.checkpoints());
    kept.sort((a, b) -> Integer.compare(a.begin(), b.begin()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int begin = chunk.span().begin();
    out.write(bytes, begin, ChunkHeader.SIZE_BYTES);
    long checkpoint = 0;
    for (Span part : kept) {
      byte[] copy = Arrays.copyOfRange(bytes, part.begin(), part.end());
      if (chunk.checkpoints().contains(part)) {
        long here = out.size();
        pointBack(copy, checkpoint == 0 ? 0 : checkpoint - here);
        checkpoint = here;
      }
      out.writeBytes(copy);
    }
    ChunkWriter metadata = new ChunkWriter(chunk.compressed());
    metadata.metadata(declarations(file, bytes, chunk));
    long metadataOffset = out.size();
    byte[] event = metadata.finish(0, 0, 1);
    out.write(event, ChunkHeader.SIZE_BYTES, event.length - ChunkHeader.SIZE_BYTES);
    byte[] trimmed = out.toByteArray();
    ByteBuffer.wrap(trimmed)
        .putLong(8, trimmed.length)
        .putLong(CHECKPOINT_OFFSET_AT, checkpoint)
        .putLong(24, metadataOffset);
    return trimmed;
  }

  /** Rewrites the way to the checkpoint before, which takes nine bytes unless it is 0. */
  private static void pointBack(byte[] checkpoint, long delta) {
    int at = Varint.skip(Arrays.copyOf(checkpoint, checkpoint.length + Varint.SLACK), 0, 4);
    if (delta == 0) {
      Arrays.fill(checkpoint, at, behindInteger(checkpoint, at) - 1, (byte) 0x80);
      checkpoint[behindInteger(checkpoint, at) - 1] = 0;
      return;
    }
    if (behindInteger(checkpoint, at) - at != Varint.MAX_BYTES) {
      throw new IllegalStateException("A checkpoint whose delta is no negative number");
    }
    for (int i = 0; i < Varint.MAX_BYTES - 1; i++) {
      checkpoint[at + i] = (byte) ((delta >>> (7 * i)) | 0x80);
    }
    checkpoint[at + Varint.MAX_BYTES - 1] = (byte) (delta >> 56);
  }

  private static int behindInteger(byte[] bytes, int at) {
    return Varint.skip(Arrays.copyOf(bytes, bytes.length + Varint.SLACK), at);
  }

  private static ChunkWriter.Element declarations(Path file, byte[] bytes, ChunkParts chunk)
      throws IOException {
    byte[] padded = Arrays.copyOf(bytes, bytes.length + Varint.SLACK);
    Set<String> held = new HashSet<>();
    for (Span event : chunk.events()) {
      held.add(Long.toString(Varint.decode(padded, Varint.skip(padded, event.begin()))));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ChunkInput in = ChunkInput.forward(channel, file);
      in.bound(chunk.span().end(), chunk.compressed());
      return keep(MetadataTree.read(in, chunk.metadata().begin()), held);
    }
  }

  private static ChunkWriter.Element keep(MetadataTree.Element element, Set<String> held) {
    List<ChunkWriter.Element> children = new ArrayList<>();
    for (MetadataTree.Element child : element.children()) {
      boolean unusedEvent =
          "jdk.jfr.Event".equals(child.attribute("superType"))
              && !held.contains(child.attribute("id"));
      if (!unusedEvent && !isMereLabel(child)) {
        children.add(keep(child, held));
      }
    }
    return new ChunkWriter.Element(element.name(), attributes(element), children);
  }

  /** What only a person reads. */
  private static boolean isMereLabel(MetadataTree.Element element) {
    return element.name().equals("setting")
        || (element.name().equals("annotation") && element.attribute("value") == null);
  }

  private static Map<String, String> attributes(MetadataTree.Element element) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < element.attributes().length; i += 2) {
      attributes.put(element.attributes()[i], element.attributes()[i + 1]);
    }
    return attributes;
  }
}

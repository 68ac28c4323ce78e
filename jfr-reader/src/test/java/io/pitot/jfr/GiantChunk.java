package io.pitot.jfr;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** Writes one chunk of any size, in which each event has a stack of its own. */
final class GiantChunk {
  private static final int STACKS_PER_CHECKPOINT = 20_000;
  private static final int METHODS = 3_000;
  private static final int DEPTH = 100;

  private final RandomAccessFile file;
  private final Random random = new Random(1);
  private long checkpointOffset;

  private GiantChunk(RandomAccessFile file) {
    this.file = file;
  }

  static void write(Path path, int stacks) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(new byte[ChunkHeader.SIZE_BYTES]);
      new GiantChunk(file).write(stacks);
    }
  }

  private void write(int stacks) throws IOException {
    for (int first = 1; first <= stacks; first += STACKS_PER_CHECKPOINT) {
      ChunkWriter events = new ChunkWriter(true);
      for (int id = first; id < first + STACKS_PER_CHECKPOINT; id++) {
        events.longValue(3_000 + id).longValue(1).longValue(0).longValue(id).longValue(1);
        events.event(SmallRecording.WAIT);
      }
      append(events);
      checkpoint(first);
    }
    long metadataOffset = file.getFilePointer();
    ChunkWriter metadata = new ChunkWriter(true);
    byte[] last = append(metadata.metadata(SmallRecording.metadata()));
    ByteBuffer header = ByteBuffer.wrap(last, 0, ChunkHeader.SIZE_BYTES);
    header.putLong(8, file.length()).putLong(16, checkpointOffset).putLong(24, metadataOffset);
    file.seek(0);
    file.write(last, 0, ChunkHeader.SIZE_BYTES);
  }

  private void checkpoint(int first) throws IOException {
    ChunkWriter writer = new ChunkWriter(true);
    long here = file.getFilePointer();
    writer.longValue(0).longValue(0).longValue(checkpointOffset == 0 ? 0 : checkpointOffset - here);
    writer.bytes(0).intValue(first == 1 ? 4 : 1);
    if (first == 1) {
      writer.longValue(SmallRecording.SYMBOL).intValue(2);
      writer.longValue(1).utf8("app/Main").longValue(2).utf8("run");
      writer.longValue(SmallRecording.CLASS).intValue(1).longValue(1).longValue(1);
      writer.longValue(SmallRecording.METHOD).intValue(METHODS);
      for (int id = 1; id <= METHODS; id++) {
        writer.longValue(id).longValue(1).longValue(2).bytes(0);
      }
    }
    writer.longValue(SmallRecording.STACK).intValue(STACKS_PER_CHECKPOINT);
    for (int id = first; id < first + STACKS_PER_CHECKPOINT; id++) {
      writer.longValue(id).bytes(0).intValue(DEPTH);
      for (int frame = 0; frame < DEPTH; frame++) {
        writer.longValue(1 + random.nextInt(METHODS)).intValue(random.nextInt(2_000));
        writer.intValue(random.nextInt(300)).longValue(0);
      }
    }
    append(writer.event(Checkpoints.TYPE_ID));
    checkpointOffset = here;
  }

  /** Appends what was written, without its header. */
  private byte[] append(ChunkWriter writer) throws IOException {
    byte[] chunk = writer.finish(1_700_000_000_000_000_000L, 1_000_000, 1_000_000_000L);
    file.write(chunk, ChunkHeader.SIZE_BYTES, chunk.length - ChunkHeader.SIZE_BYTES);
    return chunk;
  }
}

package io.pitot.daemon.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Which records are done with: all below a mark, and a few above it, because answers come in any
 * order. Kept in a file of two slots that are written in turn, so that one of them is always whole:
 *
 * <pre>
 *  0 CRC-32C u4 of what follows     4 count u4
 *  8 generation u8                 16 mark u8
 * 24 count sequences above the mark u8
 * </pre>
 *
 * <p>The file is not synced: after a power cut some records are sent again, which changes nothing.
 */
final class Acknowledgements implements Closeable {
  static final String FILE_NAME = "acknowledged";

  private static final int SLOT_BYTES = 4_096;
  private static final int FIXED_BYTES = 24;
  private static final int MAX_ABOVE = (SLOT_BYTES - FIXED_BYTES) / Long.BYTES;

  private final SpoolFile file;
  private final TreeSet<Long> above = new TreeSet<>();
  private long mark;
  private long generation;

  private record Slot(long generation, long mark, long[] above) {}

  private Acknowledgements(SpoolFile file) {
    this.file = file;
  }

  static Acknowledgements open(Path directory) throws IOException {
    Acknowledgements acknowledgements =
        new Acknowledgements(new SpoolFile(FileChannel::open, directory.resolve(FILE_NAME)));
    acknowledgements.load();
    return acknowledgements;
  }

  /** No record below it is wanted any more; 0 when nothing is known. */
  long mark() {
    return mark;
  }

  boolean contains(long sequence) {
    return sequence < mark || above.contains(sequence);
  }

  void add(long sequence) {
    if (sequence >= mark) {
      above.add(sequence);
    }
  }

  /** Everything below is done with. */
  void raiseMark(long sequence) {
    mark = Math.max(mark, sequence);
    above.headSet(mark).clear();
    while (above.remove(mark)) {
      mark++;
    }
  }

  /** When there are too many above the mark the greatest are left out, to be sent again. */
  void save() throws IOException {
    generation++;
    int count = Math.min(above.size(), MAX_ABOVE);
    ByteBuffer slot = ByteBuffer.allocate(FIXED_BYTES + count * Long.BYTES);
    slot.putInt(0).putInt(count).putLong(generation).putLong(mark);
    above.stream().limit(count).forEach(slot::putLong);
    slot.flip().putInt(0, checksum(slot));
    file.write(slot, (generation % 2) * SLOT_BYTES);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void load() throws IOException {
    for (int i = 0; i < 2; i++) {
      Slot slot = read((long) i * SLOT_BYTES);
      if (slot != null && slot.generation() > generation) {
        generation = slot.generation();
        mark = slot.mark();
        above.clear();
        for (long sequence : slot.above()) {
          above.add(sequence);
        }
      }
    }
  }

  private @Nullable Slot read(long offset) throws IOException {
    ByteBuffer bytes = file.read(offset, SLOT_BYTES);
    if (bytes.limit() < FIXED_BYTES) {
      return null;
    }
    int count = bytes.getInt(4);
    if (count < 0 || count > MAX_ABOVE || bytes.limit() < FIXED_BYTES + count * Long.BYTES) {
      return null;
    }
    bytes.limit(FIXED_BYTES + count * Long.BYTES);
    if (bytes.getInt(0) != checksum(bytes)) {
      return null;
    }
    long[] sequences = new long[count];
    bytes.position(FIXED_BYTES).asLongBuffer().get(sequences);
    return new Slot(bytes.getLong(8), bytes.getLong(16), sequences);
  }

  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(Integer.BYTES, slot.limit() - Integer.BYTES));
    return (int) crc.getValue();
  }
}

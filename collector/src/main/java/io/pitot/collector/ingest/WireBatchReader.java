package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.pitot.collector.store.FrameNames;
import io.pitot.proto.v1.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the bytes of one batch. What the generated class makes of a byte takes up to a hundred, so
 * nothing is made of what no batch may have: its number is all that is read of such a batch.
 */
final class WireBatchReader {
  private static final int SEQUENCE = varint(Batch.SEQUENCE_FIELD_NUMBER);
  private static final int TARGET = lengthDelimited(Batch.TARGET_FIELD_NUMBER);
  private static final int STRINGS = lengthDelimited(Batch.STRINGS_FIELD_NUMBER);
  private static final int PARENTS = lengthDelimited(Batch.NODE_PARENT_FIELD_NUMBER);
  private static final int PARENT = varint(Batch.NODE_PARENT_FIELD_NUMBER);
  private static final int FRAMES = lengthDelimited(Batch.NODE_FRAME_FIELD_NUMBER);
  private static final int FRAME = varint(Batch.NODE_FRAME_FIELD_NUMBER);
  private static final int ROWS = lengthDelimited(Batch.ROWS_FIELD_NUMBER);
  private static final int LOSSES = lengthDelimited(Batch.LOSSES_FIELD_NUMBER);

  /** Fields of later versions are left out. */
  private static final int LAST_FIELD =
      Batch.getDescriptor().getFields().stream()
          .mapToInt(Descriptors.FieldDescriptor::getNumber)
          .max()
          .orElseThrow();

  private final byte[] message;
  private final CodedInputStream in;
  private final int sizeBytes;
  private final Column from = new Column("strings", IngestLimits.MAX_STRINGS);
  private final Column to = new Column("strings", IngestLimits.MAX_STRINGS);
  private final Column parent = new Column("nodes", IngestLimits.MAX_NODES);
  private final Column frame = new Column("nodes", IngestLimits.MAX_NODES);
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long sequence;
  private int types;
  private int losses;
  private String excess = "";

  /**
   * @param in stands at the batch's first field in {@code message}, whose rest it takes
   */
  WireBatchReader(byte[] message, CodedInputStream in) {
    this.message = message;
    this.in = in;
    this.sizeBytes = message.length - in.getTotalBytesRead();
    atMost("bytes", sizeBytes, IngestLimits.MAX_BATCH_BYTES);
  }

  WireBatch read() throws IOException {
    int start = in.getTotalBytesRead();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      field(tag, start);
      start = in.getTotalBytesRead();
    }
    if (!excess.isEmpty()) {
      Batch number = Batch.newBuilder().setSequence(sequence).build();
      return new WireBatch(number, FrameNames.NONE, new int[0], new int[0], sizeBytes, excess);
    }
    return new WireBatch(
        Batch.parseFrom(rest.toByteArray()),
        new FrameNames(message, from.toArray(), to.toArray()),
        parent.toArray(),
        frame.toArray(),
        sizeBytes,
        "");
  }

  private void field(int tag, int start) throws IOException {
    if (tag == SEQUENCE) {
      sequence = in.readUInt64();
      keep(start);
    } else if (excess.isEmpty() && tag == STRINGS) {
      int length = in.readRawVarint32();
      from.add(in.getTotalBytesRead());
      in.skipRawBytes(length);
      to.add(in.getTotalBytesRead());
    } else if (excess.isEmpty() && (tag == PARENTS || tag == PARENT)) {
      parent.read(tag == PARENTS);
    } else if (excess.isEmpty() && (tag == FRAMES || tag == FRAME)) {
      frame.read(tag == FRAMES);
    } else if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends in a batch that has none");
    } else if (WireFormat.getTagFieldNumber(tag) <= LAST_FIELD) {
      count(tag, in.getTotalBytesRead() - start);
      keep(start);
    }
  }

  private void count(int tag, int bytes) {
    if (tag == ROWS) {
      atMost("types", ++types, IngestLimits.MAX_TYPES);
    } else if (tag == LOSSES) {
      atMost("losses", ++losses, IngestLimits.MAX_LOSSES);
    } else if (tag == TARGET) {
      atMost("bytes of the target", bytes, IngestLimits.MAX_TARGET_BYTES);
    }
  }

  private void keep(int start) {
    int bytes = in.getTotalBytesRead() - start;
    atMost(
        "bytes beside names and nodes", (long) rest.size() + bytes, IngestLimits.MAX_COLUMN_BYTES);
    if (excess.isEmpty()) {
      rest.write(message, start, bytes);
    }
  }

  private void atMost(String what, long actual, long max) {
    if (excess.isEmpty() && actual > max) {
      excess = IngestLimits.exceeded(what, actual, max);
    }
  }

  private static int lengthDelimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static int varint(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }

  /** Numbers that become an array. */
  private final class Column {
    private final String what;
    private final int max;
    private int[] values = new int[64];
    private int size;

    private Column(String what, int max) {
      this.what = what;
      this.max = max;
    }

    private void add(int value) {
      if (size == max) {
        atMost(what, max + 1L, max);
        return;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    private void read(boolean isPacked) throws IOException {
      if (!isPacked) {
        add(in.readUInt32());
        return;
      }
      int end = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        add(in.readUInt32());
      }
      in.popLimit(end);
    }

    private int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}

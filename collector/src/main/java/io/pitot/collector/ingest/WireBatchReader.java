package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.pitot.collector.store.FrameNames;
import io.pitot.proto.v1.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

  /** Of a batch with its share of everything else: an array that fits is made once. */
  private static final int BYTES_EXPECTED_FOR_STRING = 64;

  /** Which part of a batch is neither names nor nodes. */
  private static final int REST_EXPECTED = 8;

  private final byte[] message;
  private final CodedInputStream in;
  private final int sizeBytes;
  private final Column from;
  private final Column to;
  private final Column parent = new Column("nodes", IngestLimits.MAX_NODES, 0);
  private final Column frame = new Column("nodes", IngestLimits.MAX_NODES, 0);
  private final ByteArrayOutputStream rest;
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
    int strings = Math.min(IngestLimits.MAX_STRINGS, sizeBytes / BYTES_EXPECTED_FOR_STRING);
    this.from = new Column("strings", IngestLimits.MAX_STRINGS, strings);
    this.to = new Column("strings", IngestLimits.MAX_STRINGS, strings);
    this.rest = new ByteArrayOutputStream(sizeBytes / REST_EXPECTED);
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

  /** How many numbers lie there: only the last byte of each is below 128. */
  private int numbersIn(int start, int bytes) {
    int end = Math.min(message.length, start + bytes);
    int numbers = end - start;
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      numbers -= Long.bitCount((long) LONGS.get(message, at) & HIGHEST_BITS);
    }
    for (; at < end; at++) {
      numbers -= message[at] < 0 ? 1 : 0;
    }
    return numbers;
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
    private int[] values;
    private int size;

    private Column(String what, int max, int expected) {
      this.what = what;
      this.max = max;
      this.values = new int[expected];
    }

    private void add(int value) {
      if (size == max) {
        atMost(what, max + 1L, max);
        return;
      }
      expect(1);
      values[size++] = value;
    }

    private void read(boolean isPacked) throws IOException {
      if (!isPacked) {
        add(in.readUInt32());
        return;
      }
      int end = in.pushLimit(in.readRawVarint32());
      expect(numbersIn(in.getTotalBytesRead(), in.getBytesUntilLimit()));
      while (in.getBytesUntilLimit() > 0) {
        add(in.readUInt32());
      }
      in.popLimit(end);
    }

    /** Room for all of them at once, as a rule: an array that grows is thrown away each time. */
    private void expect(int numbers) {
      int all = (int) Math.min(max, (long) size + numbers);
      if (all > values.length) {
        values = Arrays.copyOf(values, Math.max(all, size * 2));
      }
    }

    private int[] toArray() {
      return size == values.length ? values : Arrays.copyOf(values, size);
    }
  }
}

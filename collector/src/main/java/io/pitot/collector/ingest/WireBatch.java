package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.pitot.collector.store.FrameNames;
import io.pitot.proto.v1.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A batch as it came. Nearly all of it is its dictionary: the frames' names stay the bytes that
 * they came as, the tree's columns become arrays at once. The generated class reads the rest.
 *
 * @param rest all fields but {@code strings}, {@code node_parent} and {@code node_frame}
 */
record WireBatch(Batch rest, FrameNames strings, int[] nodeParent, int[] nodeFrame, int sizeBytes) {
  private static final int STRINGS = lengthDelimited(Batch.STRINGS_FIELD_NUMBER);
  private static final int PARENTS = lengthDelimited(Batch.NODE_PARENT_FIELD_NUMBER);
  private static final int PARENT = varint(Batch.NODE_PARENT_FIELD_NUMBER);
  private static final int FRAMES = lengthDelimited(Batch.NODE_FRAME_FIELD_NUMBER);
  private static final int FRAME = varint(Batch.NODE_FRAME_FIELD_NUMBER);

  static WireBatch of(Batch batch) {
    int[] parent = new int[batch.getNodeParentCount()];
    Arrays.setAll(parent, batch::getNodeParent);
    int[] frame = new int[batch.getNodeFrameCount()];
    Arrays.setAll(frame, batch::getNodeFrame);
    return new WireBatch(
        batch, FrameNames.of(batch.getStringsList()), parent, frame, batch.getSerializedSize());
  }

  /**
   * Reads the batch that takes the rest of a message.
   *
   * @param in stands at its first field in {@code message}
   */
  static WireBatch read(byte[] message, CodedInputStream in) throws IOException {
    int sizeBytes = message.length - in.getTotalBytesRead();
    Column from = new Column();
    Column to = new Column();
    Column parent = new Column();
    Column frame = new Column();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    int start = in.getTotalBytesRead();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == STRINGS) {
        int length = in.readRawVarint32();
        from.add(in.getTotalBytesRead());
        in.skipRawBytes(length);
        to.add(in.getTotalBytesRead());
      } else if (tag == PARENTS || tag == PARENT) {
        parent.read(in, tag == PARENTS);
      } else if (tag == FRAMES || tag == FRAME) {
        frame.read(in, tag == FRAMES);
      } else if (in.skipField(tag)) {
        rest.write(message, start, in.getTotalBytesRead() - start);
      } else {
        throw new InvalidProtocolBufferException("a group ends in a batch that has none");
      }
      start = in.getTotalBytesRead();
    }
    return new WireBatch(
        Batch.parseFrom(rest.toByteArray()),
        new FrameNames(message, from.toArray(), to.toArray()),
        parent.toArray(),
        frame.toArray(),
        sizeBytes);
  }

  private static int lengthDelimited(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static int varint(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }

  /** Numbers that become an array. */
  private static final class Column {
    private int[] values = new int[64];
    private int size;

    private void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    private void read(CodedInputStream in, boolean isPacked) throws IOException {
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

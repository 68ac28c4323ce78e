package io.pitot.collector.ingest;

import com.google.protobuf.CodedInputStream;
import io.pitot.collector.store.FrameNames;
import io.pitot.proto.v1.Batch;
import java.io.IOException;
import java.util.Arrays;

/**
 * A batch as it came. Nearly all of it is its dictionary: the frames' names stay the bytes that
 * they came as, the tree's columns become arrays at once. The generated class reads the rest.
 *
 * @param rest all fields but {@code strings}, {@code node_parent} and {@code node_frame}
 * @param excess the limit that it exceeds so far that no more than its number was read, for people;
 *     else empty
 */
record WireBatch(
    Batch rest,
    FrameNames strings,
    int[] nodeParent,
    int[] nodeFrame,
    int sizeBytes,
    String excess) {

  static WireBatch of(Batch batch) {
    int[] parent = new int[batch.getNodeParentCount()];
    Arrays.setAll(parent, batch::getNodeParent);
    int[] frame = new int[batch.getNodeFrameCount()];
    Arrays.setAll(frame, batch::getNodeFrame);
    return new WireBatch(
        batch, FrameNames.of(batch.getStringsList()), parent, frame, batch.getSerializedSize(), "");
  }

  /**
   * Reads the batch that takes the rest of a message.
   *
   * @param in stands at its first field in {@code message}
   */
  static WireBatch read(byte[] message, CodedInputStream in) throws IOException {
    return new WireBatchReader(message, in).read();
  }
}

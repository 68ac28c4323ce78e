package io.pitot.benchmarks.store;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/**
 * A message that is encoded already, so that to send it costs little: a window, which many messages
 * may share, and before it what differs from message to message.
 */
record WindowMessage(byte[] head, byte[] rest) {

  static WindowMessage hello(boolean isCompressed) throws IOException {
    Hello.Builder hello = Hello.newBuilder().setWireVersion(1).setNode("node-1");
    byte[] greeting = FromDaemon.newBuilder().setHello(hello).build().toByteArray();
    return new WindowMessage(isCompressed ? compressed(greeting) : greeting, new byte[0]);
  }

  /**
   * A batch.
   *
   * @param window all of it but its number and its time
   * @param isCompressed whether the window is, and the message has to be
   */
  static WindowMessage batch(byte[] window, boolean isCompressed, long sequence, long startSeconds)
      throws IOException {
    byte[] head = head(isCompressed ? sizeOf(window) : window.length, sequence, startSeconds);
    return new WindowMessage(isCompressed ? compressed(head) : head, window);
  }

  /** That it is a batch, its number and its time. */
  private static byte[] head(int windowBytes, long sequence, long startSeconds) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(fields);
    coded.writeUInt64(Batch.SEQUENCE_FIELD_NUMBER, sequence);
    coded.writeInt64(Batch.WINDOW_START_MILLIS_FIELD_NUMBER, startSeconds * 1000);
    coded.flush();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    coded = CodedOutputStream.newInstance(head);
    coded.writeTag(FromDaemon.BATCH_FIELD_NUMBER, 2);
    coded.writeUInt32NoTag(fields.size() + windowBytes);
    coded.writeRawBytes(fields.toByteArray());
    coded.flush();
    return head.toByteArray();
  }

  /** Parts of gzip follow each other in one stream: a window is compressed once for many times. */
  static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  /** What it was before it was compressed stands at the end. */
  private static int sizeOf(byte[] compressed) {
    return ByteBuffer.wrap(compressed)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt(compressed.length - Integer.BYTES);
  }

  /** Writes messages as they are. */
  static final class Marshaller implements MethodDescriptor.Marshaller<WindowMessage> {
    @Override
    public InputStream stream(WindowMessage message) {
      return new Parts(message);
    }

    @Override
    public WindowMessage parse(InputStream stream) {
      throw new UnsupportedOperationException("nobody answers with a daemon's message");
    }
  }

  private static final class Parts extends InputStream implements Drainable, KnownLength {
    private final WindowMessage message;

    private Parts(WindowMessage message) {
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      target.write(message.head);
      target.write(message.rest);
      return available();
    }

    @Override
    public int available() {
      return message.head.length + message.rest.length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("the whole is drained at once");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return read();
    }
  }
}

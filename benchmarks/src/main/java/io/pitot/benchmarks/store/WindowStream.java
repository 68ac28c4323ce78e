package io.pitot.benchmarks.store;

import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.ToDaemon;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One daemon's connection. It sends windows that are encoded already, so that the load costs little
 * beside what is loaded; what the collector has no room for is sent again, as a daemon does. Used
 * by one thread.
 */
final class WindowStream implements AutoCloseable {
  /** A daemon may have more; here there are many of them, and each holds its windows in memory. */
  private static final int UNANSWERED = 4;

  private static final int LIMIT_SECONDS = 120;
  private static final int AGAIN_MILLIS = 100;
  private static final CallOptions GZIP = CallOptions.DEFAULT.withCompression("gzip");

  private final boolean isCompressed;
  private final ManagedChannel channel;
  private final Semaphore room = new Semaphore(UNANSWERED);
  private final StreamObserver<Message> out;
  private final Map<Long, Message> unanswered = new ConcurrentHashMap<>();
  private final Queue<Message> refused = new ConcurrentLinkedQueue<>();
  private volatile @Nullable String failure;
  private long sequence;
  private int sentAgain;

  /**
   * @param isCompressed whether the windows that are sent are {@link #compressed}
   */
  WindowStream(int port, boolean isCompressed) throws IOException {
    this.isCompressed = isCompressed;
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new CompressedBefore());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .compressorRegistry(compressors)
            .build();
    MethodDescriptor<FromDaemon, ToDaemon> generated = IngestGrpc.getStreamMethod();
    MethodDescriptor<Message, ToDaemon> method =
        generated.toBuilder(new MessageMarshaller(), generated.getResponseMarshaller()).build();
    out =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(method, isCompressed ? GZIP : CallOptions.DEFAULT), new Answers());
    Hello.Builder hello = Hello.newBuilder().setWireVersion(1).setNode("node-1");
    byte[] greeting = FromDaemon.newBuilder().setHello(hello).build().toByteArray();
    acquire(1);
    out.onNext(new Message(part(greeting), new byte[0]));
    await();
  }

  /** Sends a window when not too many are unanswered. */
  void send(byte[] window, long startSeconds) throws IOException {
    sendRefused();
    acquire(1);
    int windowBytes = isCompressed ? sizeOf(window) : window.length;
    Message message = new Message(part(head(windowBytes, startSeconds)), window);
    unanswered.put(sequence, message);
    out.onNext(message);
  }

  /** How many windows the collector had no room for at first. */
  int sentAgain() {
    return sentAgain;
  }

  private void sendRefused() {
    for (Message message; (message = refused.poll()) != null; sentAgain++) {
      out.onNext(message);
    }
  }

  /** Parts of gzip follow each other in one stream: a window is compressed once for many times. */
  static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  private byte[] part(byte[] bytes) throws IOException {
    return isCompressed ? compressed(bytes) : bytes;
  }

  /** What it was before it was compressed stands at the end. */
  private static int sizeOf(byte[] compressed) {
    return ByteBuffer.wrap(compressed)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt(compressed.length - Integer.BYTES);
  }

  /** Returns when all is acknowledged. */
  void await() throws IOException {
    acquire(UNANSWERED);
    room.release(UNANSWERED);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private void acquire(int permits) throws IOException {
    try {
      long startNanos = System.nanoTime();
      while (!room.tryAcquire(permits, AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
          throw new IOException("no answer within " + LIMIT_SECONDS + " s");
        }
        sendRefused();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    String told = failure;
    if (told != null) {
      throw new IOException("instead of an acknowledgement came " + told);
    }
  }

  /** What stands before the window in its message: that it is a batch, its number and its time. */
  private byte[] head(int windowBytes, long startSeconds) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(fields);
    coded.writeUInt64(Batch.SEQUENCE_FIELD_NUMBER, ++sequence);
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

  private final class Answers implements StreamObserver<ToDaemon> {
    @Override
    public void onNext(ToDaemon answer) {
      if (answer.hasAck()) {
        unanswered.remove(answer.getAck().getSequence());
      } else if (answer.hasRefusal() && answer.getRefusal().getRetryable()) {
        Message message = unanswered.get(answer.getRefusal().getSequence());
        if (message != null) {
          refused.add(message);
          return;
        }
      } else if (!answer.hasWelcome()) {
        failure = answer.toString();
      }
      room.release();
    }

    @Override
    public void onError(Throwable cause) {
      failure = cause.toString();
      room.release(UNANSWERED);
    }

    @Override
    public void onCompleted() {
      onError(new IOException("the end of the stream"));
    }
  }

  /** Says that messages are compressed, which they are already. */
  private static final class CompressedBefore implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return out;
    }
  }

  /** A message in two parts. */
  private record Message(byte[] head, byte[] rest) {}

  private static final class MessageMarshaller implements MethodDescriptor.Marshaller<Message> {
    @Override
    public InputStream stream(Message message) {
      return new MessageStream(message);
    }

    @Override
    public Message parse(InputStream stream) {
      throw new UnsupportedOperationException("nobody answers with a daemon's message");
    }
  }

  private static final class MessageStream extends InputStream implements Drainable, KnownLength {
    private final Message message;

    private MessageStream(Message message) {
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

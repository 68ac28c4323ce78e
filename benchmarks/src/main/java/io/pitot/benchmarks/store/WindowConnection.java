package io.pitot.benchmarks.store;

import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.ToDaemon;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** One connection to the collector with the one stream in it, until either side ends it. */
final class WindowConnection {
  private static final CallOptions GZIP = CallOptions.DEFAULT.withCompression("gzip");

  private final ManagedChannel channel;
  private final Listener listener;
  private final boolean isCompressed;
  private @Nullable ClientCallStreamObserver<WindowMessage> call;

  /** Hears from the collector, on the threads of the network, which it may not hold up. */
  interface Listener {
    void answered(WindowConnection by, ToDaemon answer);

    /** {@link #isReady} has become true. */
    void ready();

    /** The last call. */
    void ended(WindowConnection which, String why);
  }

  /**
   * @param isCompressed whether the messages that are sent are
   */
  WindowConnection(int port, boolean isCompressed, Listener listener) {
    this.isCompressed = isCompressed;
    this.listener = listener;
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new CompressedBefore());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .compressorRegistry(compressors)
            .directExecutor()
            .build();
  }

  /** Begins to connect; the listener hears what comes of it. */
  void open() {
    MethodDescriptor<FromDaemon, ToDaemon> generated = IngestGrpc.getStreamMethod();
    MethodDescriptor<WindowMessage, ToDaemon> method =
        generated.toBuilder(new WindowMessage.Marshaller(), generated.getResponseMarshaller())
            .build();
    ClientCalls.asyncBidiStreamingCall(
        channel.newCall(method, isCompressed ? GZIP : CallOptions.DEFAULT), new Answers());
  }

  /** Whether a message would go out without piling up in memory. */
  boolean isReady() {
    return call != null && call.isReady();
  }

  void send(WindowMessage message) {
    if (call != null) {
      call.onNext(message);
    }
  }

  void close() {
    channel.shutdownNow();
  }

  private final class Answers implements ClientResponseObserver<WindowMessage, ToDaemon> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WindowMessage> started) {
      call = started;
      started.setOnReadyHandler(listener::ready);
    }

    @Override
    public void onNext(ToDaemon answer) {
      listener.answered(WindowConnection.this, answer);
    }

    @Override
    public void onError(Throwable cause) {
      listener.ended(WindowConnection.this, Status.fromThrowable(cause).toString());
    }

    @Override
    public void onCompleted() {
      listener.ended(WindowConnection.this, "the end of the stream");
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
}

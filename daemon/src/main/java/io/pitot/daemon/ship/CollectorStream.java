package io.pitot.daemon.ship;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.ToDaemon;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection to the collector with the one stream in it. Sent to from one thread. */
final class CollectorStream {
  /** Hears from the collector, on threads of gRPC's. */
  interface Listener {
    void received(ToDaemon message);

    /** {@link #isReady} has become true. */
    void ready();

    /** The last call. */
    void ended(Status why);
  }

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final Listener listener;
  private @Nullable ClientCallStreamObserver<FromDaemon> call;

  private CollectorStream(ManagedChannel channel, Listener listener) {
    this.channel = channel;
    this.listener = listener;
  }

  /**
   * Begins to connect; the listener hears what comes of it.
   *
   * @throws SSLException when the trusted certificates cannot be used
   */
  static CollectorStream open(ShipConfig config, WireBytes bytes, Listener listener)
      throws SSLException {
    CollectorStream stream = new CollectorStream(channel(config, bytes), listener);
    stream.start(config);
    return stream;
  }

  /** Whether a message would go out without piling up in memory. */
  boolean isReady() {
    return call != null && call.isReady();
  }

  void send(FromDaemon message) {
    if (call != null) {
      call.onNext(message);
    }
  }

  /** Ends the connection now; nothing that was sent is certain to arrive. */
  void close() {
    channel.shutdownNow();
  }

  private void start(ShipConfig config) {
    IngestGrpc.IngestStub stub = IngestGrpc.newStub(channel).withCompression("gzip");
    if (config.token() != null) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + config.token());
      stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    stub.stream(new Responses());
  }

  private static ManagedChannel channel(ShipConfig config, WireBytes bytes) throws SSLException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(config.host(), config.port())
            .intercept(bytes)
            .keepAliveTime(config.timings().keepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(config.timings().keepAlive().toNanos() / 2, TimeUnit.NANOSECONDS);
    if (config.tls() == null) {
      return builder.usePlaintext().build();
    }
    SslContextBuilder tls = GrpcSslContexts.forClient();
    if (config.tls().trustedCertificates() != null) {
      tls.trustManager(config.tls().trustedCertificates().toFile());
    }
    return builder.sslContext(tls.build()).build();
  }

  private final class Responses implements ClientResponseObserver<FromDaemon, ToDaemon> {
    @Override
    public void beforeStart(ClientCallStreamObserver<FromDaemon> started) {
      call = started;
      started.setOnReadyHandler(listener::ready);
    }

    @Override
    public void onNext(ToDaemon message) {
      listener.received(message);
    }

    @Override
    public void onError(Throwable cause) {
      listener.ended(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
      listener.ended(Status.UNAVAILABLE.withDescription("the collector ended the stream"));
    }
  }
}

package io.pitot.collector.ingest;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.tls.CollectorCertificate;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The gRPC server of the collector. */
public final class IngestServer implements AutoCloseable {
  static final int WIRE_VERSION = 1;

  /** Held on to, so that the level stays: strangers on the port are no news. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  static {
    GRPC_LOG.setLevel(Level.WARNING);
  }

  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int MAX_STREAMS_PER_CONNECTION = 16;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

  /** Above the limit of a batch, so that one that is too large gets an answer that says so. */
  private static final int MAX_MESSAGE_BYTES = 2 * IngestLimits.MAX_BATCH_BYTES;

  /** What a daemon may send that was not read yet: a thousand of them share this memory. */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 128 << 10;

  /** Of messages that are not whole yet, or wait to be read, of all streams. */
  private static final long MAX_HELD_BYTES = Runtime.getRuntime().maxMemory() / 4;

  /** Beyond it streams take turns: enough to keep the readers busy. */
  private static final long EASY_HELD_BYTES = MAX_HELD_BYTES / 4;

  private final ProfileStore store;
  private final BatchValidator validator;
  private final TargetBoard board;
  private final IngestCounters counters;
  private final String softwareVersion;
  private final Set<IngestSession> sessions = ConcurrentHashMap.newKeySet();
  private final HeldBytes held;
  private final Turns turns;
  private final DaemonRequests requests = DaemonRequests.to(this::sessionOf);
  private final ExecutorService executor;
  private final Server server;
  private final @Nullable FailedHandshakes failedHandshakes;

  private IngestServer(
      ProfileStore store,
      InetSocketAddress address,
      @Nullable String token,
      @Nullable CollectorCertificate certificate,
      String softwareVersion,
      Clock clock)
      throws IOException {
    this.store = store;
    this.validator = new BatchValidator(store::latestTime);
    this.counters = new IngestCounters(clock);
    this.board = new TargetBoard(clock, counters);
    this.softwareVersion = softwareVersion;
    this.held = new HeldBytes(MAX_HELD_BYTES, counters);
    this.turns = new Turns(held::all, EASY_HELD_BYTES, this::lookAtTurns);
    AtomicInteger number = new AtomicInteger();
    // What Netty has to tell after the last stream has ended interests nobody.
    this.executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "pitot-ingest-" + number.incrementAndGet()),
            new ThreadPoolExecutor.DiscardPolicy());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(executor)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .withChildOption(ChannelOption.ALLOCATOR, NetworkBuffers.allocator())
            .maxConcurrentCallsPerConnection(MAX_STREAMS_PER_CONNECTION)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(held)
            .intercept(new Origin())
            .addService(service());
    if (certificate != null) {
      builder.sslContext(
          GrpcSslContexts.configure(SslContextBuilder.forServer(certificate)).build());
      failedHandshakes = FailedHandshakes.listen();
    } else {
      failedHandshakes = null;
    }
    if (token != null) {
      builder.intercept(new TokenCheck(token, counters));
    }
    this.server = builder.build();
  }

  /**
   * Opens the port.
   *
   * @param certificate null for gRPC in clear text
   * @throws IOException when it cannot be bound
   */
  public static IngestServer start(
      ProfileStore store,
      InetSocketAddress address,
      @Nullable String token,
      @Nullable CollectorCertificate certificate,
      String softwareVersion,
      Clock clock)
      throws IOException {
    IngestServer ingest =
        new IngestServer(store, address, token, certificate, softwareVersion, clock);
    try {
      ingest.server.start();
      return ingest;
    } catch (IOException | RuntimeException e) {
      ingest.executor.shutdownNow();
      ingest.stopListening();
      throw e;
    }
  }

  /** The port that is open. */
  public int port() {
    return server.getPort();
  }

  /** What daemons say about the JVMs of their nodes. */
  public TargetBoard board() {
    return board;
  }

  /** What people may ask of the daemons that are connected. */
  public DaemonRequests requests() {
    return requests;
  }

  /** What came in. */
  public IngestCounters counters() {
    return counters;
  }

  /**
   * Refuses what is new, waits for what was received to be answered, then ends the streams. The
   * store has to be open until this returns.
   */
  @Override
  public void close() {
    server.shutdown();
    sessions.forEach(IngestSession::drain);
    long deadlineNanos = System.nanoTime() + DRAIN_LIMIT.toNanos();
    while (!sessions.stream().allMatch(IngestSession::isAnswered)
        && System.nanoTime() < deadlineNanos) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    Status status = Status.UNAVAILABLE.withDescription("the collector is shutting down");
    sessions.forEach(session -> session.end(status));
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
    stopListening();
  }

  private void stopListening() {
    if (failedHandshakes != null) {
      failedHandshakes.close();
    }
  }

  private @Nullable IngestSession sessionOf(String node) {
    return sessions.stream().filter(session -> session.isOf(node)).findFirst().orElse(null);
  }

  /** Batches that were read and are not answered yet, of all streams. */
  int unanswered() {
    return sessions.stream().mapToInt(IngestSession::unanswered).sum();
  }

  ProfileStore store() {
    return store;
  }

  BatchValidator validator() {
    return validator;
  }

  /** Runs it on a thread that reads. */
  void later(long millis, Runnable task) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, executor).execute(task);
  }

  private void lookAtTurns(long afterMillis) {
    later(afterMillis, turns::look);
  }

  Turns turns() {
    return turns;
  }

  String softwareVersion() {
    return softwareVersion;
  }

  void ended(IngestSession session) {
    sessions.remove(session);
    requests.ended(session);
  }

  /** The generated service with a reader of our own for what comes in. */
  private ServerServiceDefinition service() {
    MethodDescriptor<FromDaemon, ToDaemon> generated = IngestGrpc.getStreamMethod();
    MethodDescriptor<Incoming, ToDaemon> method =
        generated.toBuilder(new IncomingMarshaller(), generated.getResponseMarshaller()).build();
    return ServerServiceDefinition.builder(IngestGrpc.SERVICE_NAME)
        .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::stream))
        .build();
  }

  private StreamObserver<Incoming> stream(StreamObserver<ToDaemon> daemon) {
    IngestSession session =
        new IngestSession(this, (ServerCallStreamObserver<ToDaemon>) daemon, HeldBytes.ofStream());
    sessions.add(session);
    session.start();
    return session;
  }
}

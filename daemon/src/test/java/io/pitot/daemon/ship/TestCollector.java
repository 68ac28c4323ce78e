package io.pitot.daemon.ship;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.pitot.proto.v1.Ack;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.ToDaemon;
import io.pitot.proto.v1.Welcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The collector's side of the wire: remembers what came and answers as a test wants. */
public final class TestCollector implements AutoCloseable {
  private static final int PORT_LIMIT_SECONDS = 120;

  /** What to answer a batch with; null for nothing. */
  interface Answers extends Function<Batch, @Nullable ToDaemon> {}

  static final Answers ACKNOWLEDGE = TestCollector::ack;
  static final Answers SILENCE = batch -> null;

  final List<Hello> hellos = new CopyOnWriteArrayList<>();
  public final List<Batch> received = new CopyOnWriteArrayList<>();
  final List<Long> acknowledged = new CopyOnWriteArrayList<>();
  public final List<TargetReport> reports = new CopyOnWriteArrayList<>();
  volatile Answers answers = ACKNOWLEDGE;
  volatile @Nullable Welcome welcome = welcome(4 << 20, 8);
  volatile @Nullable Status refuseStreams;
  volatile int mostUnanswered;

  private final Consumer<NettyServerBuilder> settings;
  private int port;
  private @Nullable Server server;
  private int unanswered;

  /** A process that was killed takes nothing more; the next one is another. */
  private int life;

  TestCollector(Consumer<NettyServerBuilder> settings) {
    this.settings = settings;
  }

  public static TestCollector started() throws IOException {
    TestCollector collector = new TestCollector(builder -> {});
    collector.start();
    return collector;
  }

  static Welcome welcome(int maxBatchBytes, int maxUnanswered) {
    return Welcome.newBuilder()
        .setWireVersion(Shipper.WIRE_VERSION)
        .setSoftwareVersion("test")
        .setMaxBatchBytes(maxBatchBytes)
        .setMaxUnansweredBatches(maxUnanswered)
        .build();
  }

  static ToDaemon ack(Batch batch) {
    return ToDaemon.newBuilder().setAck(Ack.newBuilder().setSequence(batch.getSequence())).build();
  }

  static ToDaemon refusal(Batch batch, Refusal.Reason reason, boolean retryable) {
    return ToDaemon.newBuilder()
        .setRefusal(
            Refusal.newBuilder()
                .setSequence(batch.getSequence())
                .setReason(reason)
                .setExplanation("because")
                .setRetryable(retryable))
        .build();
  }

  /**
   * The first time on a free port, later on the same one, as soon as it is free: while nobody
   * listened, somebody's outgoing connection may have been given that number.
   */
  void start() throws IOException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PORT_LIMIT_SECONDS);
    while (true) {
      try {
        listen();
        return;
      } catch (IOException e) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private void listen() throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(new Service(life));
    settings.accept(builder);
    server = builder.build().start();
    port = server.getPort();
  }

  public int port() {
    return port;
  }

  /**
   * As when the process is killed: nobody listens any more, connections break, nothing more is
   * answered. In this order, or a daemon that is fast is let in once more only to be thrown out.
   */
  void kill() throws IOException, InterruptedException {
    if (server != null) {
      server.shutdown();
      while (isListening()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      server.shutdownNow();
      server.awaitTermination(PORT_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    endLife();
  }

  /** What came before may still be on its way through gRPC's threads. */
  private synchronized void endLife() {
    life++;
    unanswered = 0;
  }

  private boolean isListening() throws IOException {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (ConnectException refused) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.shutdownNow();
    }
  }

  private final class Service extends IngestGrpc.IngestImplBase {
    private final int ofLife;

    Service(int ofLife) {
      this.ofLife = ofLife;
    }

    @Override
    public StreamObserver<FromDaemon> stream(StreamObserver<ToDaemon> daemon) {
      if (refuseStreams != null) {
        daemon.onError(refuseStreams.asRuntimeException());
      }
      return new StreamObserver<>() {
        @Override
        public void onNext(FromDaemon message) {
          handle(message, daemon, ofLife);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
          daemon.onCompleted();
        }
      };
    }
  }

  private synchronized void handle(
      FromDaemon message, StreamObserver<ToDaemon> daemon, int ofLife) {
    if (ofLife != life) {
      return;
    }
    switch (message.getMessageCase()) {
      case HELLO -> {
        hellos.add(message.getHello());
        unanswered = 0;
        Welcome greeting = welcome;
        if (greeting != null) {
          daemon.onNext(ToDaemon.newBuilder().setWelcome(greeting).build());
        }
      }
      case BATCH -> {
        received.add(message.getBatch());
        unanswered++;
        mostUnanswered = Math.max(mostUnanswered, unanswered);
        ToDaemon answer = answers.apply(message.getBatch());
        if (answer != null) {
          answer(answer, daemon);
        }
      }
      case TARGETS -> reports.add(message.getTargets());
      case LIVE, RECORDING, DRILL, MESSAGE_NOT_SET ->
          throw new IllegalStateException("an empty message");
    }
  }

  private synchronized void answer(ToDaemon answer, StreamObserver<ToDaemon> daemon) {
    unanswered--;
    if (answer.hasAck()) {
      acknowledged.add(answer.getAck().getSequence());
    }
    daemon.onNext(answer);
  }
}

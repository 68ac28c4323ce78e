package io.pitot.collector;

import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.ToDaemon;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon's side of the wire, over loopback. */
public final class TestDaemon implements AutoCloseable {
  private static final int LIMIT_SECONDS = 120;
  private static final String LOOPBACK = "127.0.0.1";

  private final ManagedChannel channel;
  private final BlockingQueue<ToDaemon> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final StreamObserver<FromDaemon> out;
  private long sequence;

  private TestDaemon(int port, @Nullable String token, String from) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .localSocketPicker(
                new NettyChannelBuilder.LocalSocketPicker() {
                  @Override
                  public SocketAddress createSocketAddress(
                      SocketAddress remote, Attributes attributes) {
                    return new InetSocketAddress(from, 0);
                  }
                })
            .usePlaintext()
            .build();
    IngestGrpc.IngestStub stub = IngestGrpc.newStub(channel);
    if (token != null) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
      stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    out =
        stub.stream(
            new StreamObserver<>() {
              @Override
              public void onNext(ToDaemon answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable cause) {
                end.complete(Status.fromThrowable(cause));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
  }

  /** Connects without saying anything. */
  public static TestDaemon connect(int port, @Nullable String token) {
    return new TestDaemon(port, token, LOOPBACK);
  }

  /** Connects and exchanges Hello and Welcome. */
  public static TestDaemon greet(int port) throws Exception {
    return greetFrom(LOOPBACK, port);
  }

  /** The same from another address of this machine: all that begin with 127. */
  public static TestDaemon greetFrom(String address, int port) throws Exception {
    TestDaemon daemon = new TestDaemon(port, null, address);
    daemon.hello(1);
    ToDaemon welcome = daemon.answer();
    if (!welcome.hasWelcome()) {
      throw new AssertionError("expected a Welcome, got " + welcome);
    }
    return daemon;
  }

  public void hello(int wireVersion) {
    out.onNext(
        FromDaemon.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setWireVersion(wireVersion)
                    .setNode("node-1")
                    .setSoftwareVersion("test"))
            .build());
  }

  public void report(TargetReport report) {
    out.onNext(FromDaemon.newBuilder().setTargets(report).build());
  }

  /** Sends without waiting; returns the sequence that the batch was given. */
  public long send(Batch batch) {
    long number = ++sequence;
    out.onNext(FromDaemon.newBuilder().setBatch(batch.toBuilder().setSequence(number)).build());
    return number;
  }

  /** The next message from the collector. */
  public ToDaemon answer() throws InterruptedException {
    ToDaemon answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within " + LIMIT_SECONDS + " s; the stream is " + end);
    }
    return answer;
  }

  /** The next message, or null when none comes in this time. */
  public @Nullable ToDaemon answerWithin(Duration limit) throws InterruptedException {
    return answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  public boolean hasEnded() {
    return end.isDone();
  }

  public boolean hasAnswer() {
    return !answers.isEmpty();
  }

  /** Sends and expects to be acknowledged. */
  public void store(Batch batch) throws InterruptedException {
    long number = send(batch);
    ToDaemon answer = answer();
    if (!answer.hasAck() || answer.getAck().getSequence() != number) {
      throw new AssertionError("expected an Ack of " + number + ", got " + answer);
    }
  }

  public void complete() {
    out.onCompleted();
  }

  /** How the stream ended. */
  public Status end() throws Exception {
    return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

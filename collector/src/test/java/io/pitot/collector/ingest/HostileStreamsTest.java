package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.pitot.collector.ChildCollector;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.AgentEvents;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.TargetState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Many streams send what is made to take memory and time, each message anew as soon as it may; a
 * daemon that behaves sends its windows meanwhile. The collector has a small heap and ends where it
 * runs out of it.
 */
class HostileStreamsTest {
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis()) - 600_000;
  private static final int STREAMS_OF_A_KIND = 2;
  private static final int MEGABYTE = 1 << 20;

  /**
   * Windows of the one that behaves, and messages of each kind that were sent before it is done.
   */
  private static final int WINDOWS = 24;

  private static final int MESSAGES_OF_A_KIND = 2;

  @TempDir Path data;
  private final Random random = new Random(11);

  @Test
  void theOneThatBehavesIsServedAndTheCollectorLives() throws Exception {
    List<Supplier<byte[]>> kinds =
        List.of(
            this::millionsOfLabels,
            this::millionsOfTargets,
            this::gigabytesOfNames,
            this::hugeCounts,
            this::deepStacks,
            this::aDictionaryThatPointsNowhere,
            this::millionsOfRows,
            this::millionsOfWaits,
            this::aLabelForEachBatch,
            this::hundredsOfLosses);
    try (ChildCollector collector =
            ChildCollector.start(data, List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError"));
        TestDaemon honest = TestDaemon.greet(collector.grpcPort())) {
      List<HostileStream> hostile = new ArrayList<>();
      try {
        for (Supplier<byte[]> kind : kinds) {
          byte[] message = kind.get();
          for (int i = 0; i < STREAMS_OF_A_KIND; i++) {
            hostile.add(new HostileStream(collector.grpcPort(), message));
          }
        }
        hostile.forEach(HostileStream::start);
        for (int i = 0; i < WINDOWS || hostile.stream().anyMatch(HostileStream::isNew); i++) {
          honest.store(honestBatch(i % WINDOWS));
        }
        assertTrue(collector.isAlive(), "the collector ended");
        TestApi api = new TestApi(collector.httpPort());
        assertAllThere(api);
        awaitRefused(api, "limit");
        awaitRefused(api, "invalid");
        assertAllThere(api);
      } finally {
        hostile.forEach(HostileStream::close);
      }
      long resident = collector.peakResidentBytes();
      System.out.println("HostileStreamsTest: resident at most " + (resident >> 20) + " MB");
      assertTrue(resident < 900L << 20, (resident >> 20) + " MB were resident");
    }
  }

  /** What was sent may not be read yet. */
  private static void awaitRefused(TestApi api, String why) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    JsonNode refused = api.json("/api/v1/status").path("batchesRefused");
    while (refused.path(why).asLong() == 0) {
      assertTrue(System.nanoTime() < deadline, "none for " + why + ": " + refused);
      Thread.sleep(100);
      refused = api.json("/api/v1/status").path("batchesRefused");
    }
  }

  private static Batch honestBatch(int number) {
    return TestBatches.of("honest", "1.0", "i" + number % 4)
        .cpu("Main.run;M.m" + number, number + 1)
        .at(NOW + 10_000L * (number / 4));
  }

  private static void assertAllThere(TestApi api) throws Exception {
    String path = "/api/v1/flame?service=honest&type=cpu&format=collapsed&from=%d&to=%d";
    String body = api.get(path.formatted(NOW, NOW + 600_000)).body();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      expected.add("Main.run;M.m" + i + " " + (i + 1));
    }
    List<String> found = new ArrayList<>(List.of(body.strip().split("\n", -1)));
    Collections.sort(expected);
    Collections.sort(found);
    assertEquals(expected, found);
  }

  private static Batch.Builder batch() {
    return TestBatches.of("hostile", "1.0", "a").cpu("A.a", 1).at(NOW).toBuilder();
  }

  private static byte[] message(Batch.Builder batch) {
    return FromDaemon.newBuilder().setBatch(batch).build().toByteArray();
  }

  private byte[] millionsOfLabels() {
    Target.Builder target = Target.newBuilder().setId("a").putLabels("service", "hostile");
    for (int i = 0; i < 400_000; i++) {
      target.putLabels(Integer.toString(i, 36), "");
    }
    return message(batch().setTarget(target));
  }

  private byte[] millionsOfTargets() {
    TargetReport.Builder report = TargetReport.newBuilder();
    report.addAllTargets(Collections.nCopies(2_000_000, TargetState.getDefaultInstance()));
    return FromDaemon.newBuilder().setTargets(report).build().toByteArray();
  }

  /** One name of nearly all that a message may take; the stream sends it again and again. */
  private byte[] gigabytesOfNames() {
    return message(batch().addStrings("x".repeat(15 * MEGABYTE)));
  }

  private byte[] hugeCounts() {
    return message(
        batch()
            .setRows(
                0,
                Rows.newBuilder()
                    .setType("cpu")
                    .setSource("jdk.ExecutionSample")
                    .setUnit("samples")
                    .addNode(1)
                    .addCount(Long.MAX_VALUE)
                    .addSum(-1)));
  }

  private byte[] deepStacks() {
    Batch.Builder batch = batch().clearNodeParent().clearNodeFrame();
    for (int i = 0; i < 1_000_000; i++) {
      batch.addNodeParent(i).addNodeFrame(1);
    }
    return message(batch);
  }

  private byte[] aDictionaryThatPointsNowhere() {
    return message(batch().setNodeParent(0, Integer.MAX_VALUE).setNodeFrame(0, -1));
  }

  private byte[] millionsOfRows() {
    Rows.Builder rows = Rows.newBuilder().setType("cpu").setSource("jdk.X").setUnit("samples");
    for (int i = 0; i < 2_500_000; i++) {
      rows.addNode(1).addCount(1).addSum(1);
    }
    return message(batch().addRows(rows));
  }

  private byte[] millionsOfWaits() {
    AgentEvents.Builder events = AgentEvents.newBuilder();
    for (int i = 0; i < 3_500_000; i++) {
      events.addNumber(0);
    }
    return message(batch().setAgentEvents(events));
  }

  private byte[] aLabelForEachBatch() {
    Batch.Builder batch = batch();
    for (int i = 0; i < 40; i++) {
      batch.getTargetBuilder().putLabels("l" + i, Integer.toString(random.nextInt(), 36));
    }
    return message(batch);
  }

  private byte[] hundredsOfLosses() {
    return message(batch().addAllLosses(Collections.nCopies(2_000_000, Loss.getDefaultInstance())));
  }

  /** Sends the same again as fast as it is let, and goes on where it is thrown out. */
  private static final class HostileStream {
    private static final MethodDescriptor<byte[], byte[]> METHOD =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(IngestGrpc.getStreamMethod().getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private static final byte[] HELLO =
        FromDaemon.newBuilder()
            .setHello(Hello.newBuilder().setWireVersion(1).setNode("hostile"))
            .build()
            .toByteArray();

    private final ManagedChannel channel;
    private final byte[] message;
    private final CountDownLatch some = new CountDownLatch(MESSAGES_OF_A_KIND);
    private volatile boolean closed;

    private HostileStream(int port, byte[] message) {
      this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      this.message = message;
    }

    /** Whether it has hardly sent anything. */
    private boolean isNew() {
      return some.getCount() > 0;
    }

    private void start() {
      if (closed) {
        return;
      }
      ClientCall<byte[], byte[]> call = channel.newCall(METHOD, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onReady() {
              while (call.isReady() && !closed) {
                call.sendMessage(message);
                some.countDown();
              }
            }

            @Override
            public void onMessage(byte[] answer) {
              call.request(1);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              HostileStream.this.start();
            }
          },
          new Metadata());
      call.request(16);
      call.sendMessage(HELLO);
    }

    private void close() {
      closed = true;
      channel.shutdownNow();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

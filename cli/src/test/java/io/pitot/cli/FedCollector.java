package io.pitot.cli;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.proto.v1.AgentEvents;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.FromDaemon;
import io.pitot.proto.v1.Hello;
import io.pitot.proto.v1.IngestGrpc;
import io.pitot.proto.v1.LockSums;
import io.pitot.proto.v1.Pauses;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.ToDaemon;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A collector that holds a shop: releases 1.0 and 1.1 are the same, in 1.2 {@code shop.Cart.total}
 * takes far more CPU. Allocations are the same in all.
 */
final class FedCollector implements AutoCloseable {
  private static final int LIMIT_MINUTES = 2;
  private static final int INSTANCES = 6;
  private static final int WINDOWS = 3;
  private static final int LEAVES = 40;

  private final Collector collector;
  private final BlockingQueue<ToDaemon> answers = new LinkedBlockingQueue<>();

  FedCollector(Path data) throws Exception {
    collector =
        Collector.start(
            CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", collector.grpcPort()).usePlaintext().build();
    try {
      feed(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  int grpcPort() {
    return collector.grpcPort();
  }

  String url() {
    return "http://127.0.0.1:" + collector.httpPort();
  }

  private void feed(ManagedChannel channel) throws InterruptedException {
    StreamObserver<FromDaemon> out = IngestGrpc.newStub(channel).stream(new Answers());
    out.onNext(
        FromDaemon.newBuilder()
            .setHello(Hello.newBuilder().setWireVersion(1).setNode("n").setSoftwareVersion("test"))
            .build());
    long lastMillis = System.currentTimeMillis() / 10_000 * 10_000 - 10_000;
    int sent = 1;
    for (String release : new String[] {"1.0", "1.1", "1.2"}) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        for (int window = 0; window < WINDOWS; window++) {
          Batch batch = batch(release, instance, lastMillis - window * 10_000L);
          out.onNext(
              FromDaemon.newBuilder().setBatch(batch.toBuilder().setSequence(sent++)).build());
        }
      }
    }
    for (int answered = 0; answered < sent; answered++) {
      ToDaemon answer = answers.poll(LIMIT_MINUTES, TimeUnit.MINUTES);
      if (answer == null || answer.hasRefusal()) {
        throw new AssertionError("after %d answers: %s".formatted(answered, answer));
      }
    }
    out.onCompleted();
  }

  private static Batch batch(String release, int instance, long startMillis) {
    Batch.Builder batch =
        Batch.newBuilder()
            .setTarget(
                Target.newBuilder()
                    .setId(release + "/" + instance)
                    .putAllLabels(
                        Map.of(
                            "service", "shop",
                            "release", release,
                            "instance", release + "-" + instance,
                            "node", "n",
                            "jdk", "17")))
            .setWindowStartMillis(startMillis)
            .setWindowMillis(10_000)
            .addStrings("")
            .addStrings("shop.Server.serve")
            .addNodeParent(0)
            .addNodeFrame(1);
    Rows.Builder rows =
        Rows.newBuilder().setType("cpu").setSource("jdk.ExecutionSample").setUnit("samples");
    Rows.Builder allocations =
        Rows.newBuilder().setType("alloc").setSource("jdk.ObjectAllocationSample").setUnit("bytes");
    for (int leaf = 0; leaf <= LEAVES; leaf++) {
      batch.addStrings(leaf == LEAVES ? "shop.Cart.total" : "shop.L" + leaf + ".work");
      batch.addNodeParent(1).addNodeFrame(2 + leaf);
      long samples = leaf == LEAVES && release.equals("1.2") ? 1400 : 400 + (7 * instance) % 23;
      rows.addNode(2 + leaf).addCount(samples).addSum(samples);
      allocations.addNode(2 + leaf).addCount(200).addSum(200_000 + 1_000L * ((7 * instance) % 23));
    }
    addIntervals(batch);
    return batch.addRows(rows).addRows(allocations).build();
  }

  /** Ten waits of 8 ms for a table, half of it in GC pauses, and a race. */
  private static void addIntervals(Batch.Builder batch) {
    int strings = batch.getStringsCount();
    for (String text :
        List.of(
            "monitor",
            "java.util.Hashtable",
            "gc",
            "G1New",
            "pitot.MapRace",
            "mapClass",
            "stack",
            "java.util.HashMap.put(HashMap.java:1)\nshop.Cart.add(Cart.java:7)")) {
      batch.addStrings(text);
    }
    batch.addNodeParent(1).addNodeFrame(strings + 1);
    batch.setLocks(
        LockSums.newBuilder()
            .addKind(strings)
            .addLockClass(strings + 1)
            .addLockId(0)
            .addNode(batch.getNodeParentCount())
            .addCount(10)
            .addTotalNanos(80_000_000)
            .addGcNanos(40_000_000)
            .addSafepointNanos(0)
            .addMaxNanos(8_000_000)
            .addTableLength(0)
            .addShortCount(0)
            .addShortNanos(0)
            .addBuckets(1)
            .addBucket(91)
            .addBucketCount(10));
    batch.setPauses(
        Pauses.newBuilder()
            .addKind(strings + 2)
            .addName(strings + 3)
            .addCause(0)
            .addStartNanos(1_000_000_000)
            .addDurationNanos(20_000_000)
            .addStoppingNanos(0)
            .addGcNanos(20_000_000));
    batch.setAgentEvents(
        AgentEvents.newBuilder()
            .addType(strings + 4)
            .addStartNanos(0)
            .addDurationNanos(0)
            .addThread(0)
            .addNode(0)
            .addFields(2)
            .addField(strings + 5)
            .addNumber(0)
            .addText(strings + 1)
            .addField(strings + 6)
            .addNumber(0)
            .addText(strings + 7));
  }

  private final class Answers implements StreamObserver<ToDaemon> {
    @Override
    public void onNext(ToDaemon answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable cause) {
      answers.clear();
    }

    @Override
    public void onCompleted() {
      // All answers are there.
    }
  }

  @Override
  public void close() {
    collector.close();
  }
}

package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Batches that no honest daemon sends: each is refused or stored, and what is stored adds up. */
class HostileBatchesTest {
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
  private static final int BATCHES = 3_000;

  @TempDir Path data;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void mutatedBatchesAreRefusedOrCountedExactly() throws Exception {
    System.out.println("HostileBatchesTest seed " + seed);
    Map<List<Object>, Map<String, Long>> stored = new HashMap<>();
    int refused = 0;
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int i = 0; i < BATCHES; i++) {
        Batch batch = mutated(TestBatches.of("shop", "1.0", "i" + random.nextInt(50)));
        daemon.send(batch);
        ToDaemon answer = daemon.answer();
        if (answer.hasAck()) {
          remember(stored, batch);
        } else {
          refused++;
          Refusal refusal = answer.getRefusal();
          assertTrue(!refusal.getRetryable(), "seed " + seed + ": " + refusal);
          assertTrue(
              refusal.getReason() == Refusal.Reason.INVALID
                  || refusal.getReason() == Refusal.Reason.LIMIT,
              "seed " + seed + ": " + refusal);
          assertTrue(
              !refusal.getExplanation().contains("Exception"), "seed " + seed + ": " + refusal);
        }
      }
      assertTrue(refused > BATCHES / 10, refused + " refused");
      assertTrue(stored.size() > 50, stored.size() + " stored");
      compare(new TestApi(collector.httpPort()), stored);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedForEver() throws Exception {
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      Batch large =
          TestBatches.of("shop", "1.0", "a").at(NOW).toBuilder()
              .addAllStrings(Collections.nCopies(600, "x".repeat(16_000)))
              .build();
      daemon.send(large);
      Refusal refusal = daemon.answer().getRefusal();
      assertEquals(Refusal.Reason.LIMIT, refusal.getReason());
      assertEquals(false, refusal.getRetryable());
      assertTrue(refusal.getExplanation().startsWith("bytes: "), refusal.getExplanation());
      daemon.store(TestBatches.of("shop", "1.0", "a").cpu("A.a", 1).at(NOW));
    }
  }

  @Test
  void totalsThatNoLongHoldsAreRefusedByTheQueryAndNotWrong() throws Exception {
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      long most = 1L << 58;
      for (int i = 0; i < 31; i++) {
        daemon.store(
            TestBatches.of("shop", "1.0", "i" + i)
                .row("park", "jdk.ThreadPark", "A.a", 1, most)
                .at(NOW));
      }
      TestApi api = new TestApi(collector.httpPort());
      String path = "/api/v1/flame?service=shop&type=park";
      assertEquals(31 * most, api.json(path).path("totalSum").asLong());
      daemon.store(
          TestBatches.of("shop", "1.0", "one")
              .row("park", "jdk.ThreadPark", "A.a", 1, most)
              .at(NOW));
      assertEquals(422, api.get(path).statusCode());
      assertEquals(422, api.get("/api/v1/services/shop/types").statusCode());
    }
  }

  @Test
  void garbageOnTheWireEndsItsStreamAndNoOther() throws Exception {
    try (Collector collector = start();
        TestDaemon honest = TestDaemon.greet(collector.grpcPort())) {
      for (int i = 0; i < 20; i++) {
        byte[] bytes = new byte[random.nextInt(5000)];
        random.nextBytes(bytes);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.grpcPort())) {
          socket.getOutputStream().write(bytes);
        } catch (IOException e) {
          // The server may hang up first.
        }
      }
      honest.store(TestBatches.of("shop", "1.0", "a").cpu("A.a", 1).at(NOW));
    }
  }

  private Collector start() throws Exception {
    return Collector.start(
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
  }

  /** A sound batch with a few fields changed to something near or far. */
  private Batch mutated(TestBatches base) {
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      base.cpu("A.a" + random.nextInt(5) + ";B.b;C.c" + random.nextInt(9), 1 + random.nextInt(99));
      base.alloc("A.a;D.d" + random.nextInt(9), 1, random.nextInt(10_000));
    }
    base.loss("jfr_data_lost", random.nextInt(10), "bytes");
    base.waits("monitor", "a.Lock", "A.a;D.d1;a.Lock", 3, 5_000_000, 1_000, 10)
        .single(-4_000_000, 5_000_000, "main", "holder")
        .pause("gc", "G1New", "System.gc()", 5, 1_000_000)
        .vital("threads", 12, 14)
        .event("pitot.MapRace", 7, "A.a", "mapId", 5L, "stack", "A.a(A.java:3)");
    Batch.Builder batch = base.at(NOW - 10_000L * random.nextInt(100)).toBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      mutate(batch);
    }
    return batch.build();
  }

  private void mutate(Batch.Builder batch) {
    int rows = random.nextInt(Math.max(1, batch.getRowsCount()));
    switch (random.nextInt(24)) {
      case 0 -> batch.setWindowStartMillis(strange());
      case 1 -> batch.setWindowStartMillis(batch.getWindowStartMillis() + random.nextInt(3) - 1);
      case 2 -> batch.setWindowMillis((int) strange());
      case 3 -> batch.setPart((int) strange());
      case 4 -> batch.setNodeParent(random.nextInt(batch.getNodeParentCount()), (int) strange());
      case 5 -> batch.setNodeFrame(random.nextInt(batch.getNodeFrameCount()), (int) strange());
      case 6 -> batch.addNodeParent(0);
      case 7 -> batch.addNodeFrame(0);
      case 8 -> batch.setStrings(random.nextInt(batch.getStringsCount()), text());
      case 9 -> batch.addStrings(text());
      case 10 -> batch.getTargetBuilder().setId(text());
      case 11 -> batch.getTargetBuilder().putLabels(text(), text());
      case 12 -> batch.getTargetBuilder().removeLabels("service");
      case 13 -> batch.getTargetBuilder().putLabels("service", text());
      case 14 -> batch.addRows(batch.getRows(rows));
      case 15 -> batch.getRowsBuilder(rows).setType(text());
      case 16 -> batch.getRowsBuilder(rows).setSource(text());
      case 17 -> batch.getRowsBuilder(rows).addCount(strange());
      case 18 -> mutateColumns(batch.getRowsBuilder(rows));
      case 19 -> batch.addLosses(Loss.newBuilder().setReason(text()).setCount(strange()));
      case 20 -> batch.clearTarget();
      case 21, 22 -> mutateIntervals(batch);
      default -> batch.getRowsBuilder(rows).setUnit(text());
    }
  }

  private void mutateIntervals(Batch.Builder batch) {
    switch (random.nextInt(18)) {
      case 0 -> batch.getLocksBuilder().setKind(0, (int) strange());
      case 1 -> batch.getLocksBuilder().setNode(0, (int) strange());
      case 2 -> batch.getLocksBuilder().setTotalNanos(0, strange());
      case 3 -> batch.getLocksBuilder().setGcNanos(0, strange());
      case 4 -> batch.getLocksBuilder().setBuckets(0, (int) strange());
      case 5 -> batch.getLocksBuilder().setBucket(0, (int) strange());
      case 6 -> batch.getLocksBuilder().addCount(strange());
      case 7 -> batch.getWaitsBuilder().setLock(0, (int) strange());
      case 8 -> batch.getWaitsBuilder().setStartNanos(0, strange());
      case 9 -> batch.getWaitsBuilder().setThread(0, (int) strange());
      case 10 -> batch.getWaitsBuilder().setLeftOut(strange());
      case 11 -> batch.getPausesBuilder().setDurationNanos(0, strange());
      case 12 -> batch.getPausesBuilder().setStoppingNanos(0, strange());
      case 13 -> batch.getVitalsBuilder().setName(0, (int) strange());
      case 14 -> batch.getVitalsBuilder().setLast(0, strange());
      case 15 -> batch.getAgentEventsBuilder().setFields(0, (int) strange());
      case 16 -> batch.getAgentEventsBuilder().setText(0, (int) strange());
      default -> batch.getAgentEventsBuilder().setNode(0, (int) strange());
    }
  }

  private void mutateColumns(Rows.Builder rows) {
    if (rows.getNodeCount() == 0 || rows.getCountCount() == 0 || rows.getSumCount() == 0) {
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> rows.setNode(random.nextInt(rows.getNodeCount()), (int) strange());
      case 1 -> rows.setCount(random.nextInt(rows.getCountCount()), strange());
      default -> rows.setSum(random.nextInt(rows.getSumCount()), strange());
    }
  }

  private long strange() {
    return switch (random.nextInt(9)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      case 4 -> Integer.MAX_VALUE;
      case 5 -> Integer.MIN_VALUE;
      case 6 -> random.nextInt(20);
      case 7 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  private String text() {
    return switch (random.nextInt(9)) {
      case 0 -> "";
      case 1 -> "x".repeat(random.nextInt(40_000));
      case 2 -> "service";
      case 3 -> "a\nb";
      case 4 -> "\u0000";
      case 5 -> "\uD83D\uDE00 \u202E";
      case 6 -> "../../etc";
      default -> "word" + random.nextInt(9);
    };
  }

  /** What a batch adds to each type, by what identifies it. The last one counts. */
  private static void remember(Map<List<Object>, Map<String, Long>> stored, Batch batch) {
    for (Rows rows : batch.getRowsList()) {
      if (rows.getNodeCount() > 0) {
        List<Object> identity =
            List.of(
                batch.getTarget(),
                batch.getWindowStartMillis(),
                batch.getPart(),
                rows.getType(),
                rows.getSource(),
                rows.getUnit());
        long count = rows.getCountList().stream().mapToLong(c -> c).sum();
        long sum = rows.getSumList().stream().mapToLong(s -> s).sum();
        stored.put(identity, Map.of("count", count, "sum", sum));
      }
    }
  }

  private void compare(TestApi api, Map<List<Object>, Map<String, Long>> stored) throws Exception {
    // By service, type, source and unit; of those only the one that answers can be compared.
    Map<List<String>, BigInteger> expected = new HashMap<>();
    stored.forEach(
        (identity, values) -> {
          Target target = (Target) identity.get(0);
          String service = target.getLabelsOrThrow("service");
          List<String> key =
              List.of(
                  service,
                  (String) identity.get(3),
                  (String) identity.get(4),
                  (String) identity.get(5));
          expected.merge(
              key, BigInteger.valueOf(values.getOrDefault("count", 0L)), BigInteger::add);
        });
    int compared = 0;
    for (Map.Entry<List<String>, BigInteger> entry : expected.entrySet()) {
      JsonNode flame =
          TestApi.parse(
              api.get(
                      "/api/v1/flame?from=0&to=now&service="
                          + TestApi.encoded(entry.getKey().get(0))
                          + "&type="
                          + TestApi.encoded(entry.getKey().get(1)))
                  .body());
      if (flame.path("source").asString().equals(entry.getKey().get(2))
          && flame.path("unit").asString().equals(entry.getKey().get(3))) {
        assertEquals(
            entry.getValue(),
            flame.path("totalCount").bigIntegerValue(),
            "seed " + seed + ": " + entry.getKey());
        compared++;
      }
    }
    assertTrue(compared > 0, "nothing was compared");
  }
}

package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.ToDaemon;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a daemon meets at the collector's door. */
class IngestTest {
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis());

  @TempDir Path data;

  @Test
  void aBatchIsAcknowledgedAndSoIsTheSameAgain() throws Exception {
    try (Collector collector = Collector.start(config());
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      Batch batch = TestBatches.of("shop", "1.0", "a").cpu("Main.main;Cart.add", 3).at(NOW);
      daemon.store(batch);
      daemon.store(batch);
    }
  }

  @Test
  void aBrokenBatchIsRefusedForEverAndTheNextIsTaken() throws Exception {
    try (Collector collector = Collector.start(config());
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      Batch good = TestBatches.of("shop", "1.0", "a").cpu("Main.main;Cart.add", 3).at(NOW);
      daemon.send(good.toBuilder().setNodeParent(1, 7).build());
      Refusal refusal = daemon.answer().getRefusal();
      assertEquals(Refusal.Reason.INVALID, refusal.getReason());
      assertFalse(refusal.getRetryable());
      assertEquals(
          "node_parent[1] is 7: a parent stands before its children, expected 0 to 1",
          refusal.getExplanation());
      daemon.store(good);
    }
  }

  @Test
  void anotherWireVersionIsToldToUpgrade() throws Exception {
    try (Collector collector = Collector.start(config());
        TestDaemon daemon = TestDaemon.connect(collector.grpcPort(), null)) {
      daemon.hello(2);
      Status end = daemon.end();
      assertEquals(Status.Code.FAILED_PRECONDITION, end.getCode());
      assertTrue(String.valueOf(end.getDescription()).contains("wire version 2"), end.toString());
    }
  }

  @Test
  void onlyTheTokenOpensTheDoor() throws Exception {
    try (Collector collector = Collector.start(config().withToken("secret"))) {
      try (TestDaemon none = TestDaemon.connect(collector.grpcPort(), null)) {
        assertEquals(Status.Code.UNAUTHENTICATED, none.end().getCode());
      }
      try (TestDaemon wrong = TestDaemon.connect(collector.grpcPort(), "secre")) {
        assertEquals(Status.Code.UNAUTHENTICATED, wrong.end().getCode());
      }
      try (TestDaemon right = TestDaemon.connect(collector.grpcPort(), "secret")) {
        right.hello(1);
        assertTrue(right.answer().hasWelcome());
      }
    }
  }

  @Test
  void whatWasReceivedIsAnsweredBeforeAShutdownEndsTheStream() throws Exception {
    int batches = 200;
    Collector collector = Collector.start(config());
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int i = 0; i < batches; i++) {
        daemon.send(
            TestBatches.of("shop", "1.0", "i" + i).cpu("Main.main;M" + i + ".run", 1).at(NOW));
      }
      assertTrue(daemon.answer().hasAck());
      collector.close();
      assertEquals(Status.Code.UNAVAILABLE, daemon.end().getCode());
      long acknowledged = 1;
      while (daemon.hasAnswer()) {
        ToDaemon last = daemon.answer();
        acknowledged += last.hasAck() ? 1 : 0;
        assertTrue(
            last.hasAck() || last.getRefusal().getRetryable(), "expected nothing final: " + last);
      }
      try (Collector again = Collector.start(config())) {
        long stored =
            new TestApi(again.httpPort())
                .json("/api/v1/flame?service=shop&from=%d&to=%d".formatted(NOW, NOW + 10_000))
                .path("totalCount")
                .asLong();
        assertTrue(acknowledged <= stored, stored + " stored, " + acknowledged + " acknowledged");
        assertTrue(stored <= batches, stored + " stored");
      }
    }
  }

  /** Windows that come late, clocks of nodes that are ahead. */
  @Test
  void windowsOfOtherTimesAreTakenOrRefusedAndCounted() throws Exception {
    long hour = 3_600_000;
    try (Collector collector = Collector.start(config());
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (long taken : List.of(0L, 5 * 60_000L, -3 * hour, -20 * hour)) {
        daemon.store(window(taken));
      }
      Refusal early = refusalOf(daemon, 30 * 60_000);
      assertTrue(early.getRetryable(), early.toString());
      assertTrue(early.getExplanation().contains("compare the clocks"), early.toString());
      Refusal never = refusalOf(daemon, 30 * hour);
      assertFalse(never.getRetryable(), never.toString());
      assertEquals(Refusal.Reason.INVALID, never.getReason());
      Refusal late = refusalOf(daemon, -30 * hour);
      assertFalse(late.getRetryable(), late.toString());
      assertEquals(Refusal.Reason.LIMIT, late.getReason());
      assertTrue(late.getExplanation().contains("older than the 24 h"), late.toString());

      TestApi api = new TestApi(collector.httpPort());
      JsonNode status = api.json("/api/v1/status");
      JsonNode refused = status.path("batchesRefused");
      assertEquals(1, refused.path("early").asLong(), status.toString());
      assertEquals(1, refused.path("invalid").asLong(), status.toString());
      assertEquals(1, refused.path("late").asLong(), status.toString());
      assertEquals(4, status.path("batchesAccepted").asLong(), status.toString());
      assertEquals(
          4,
          api.json("/api/v1/flame?service=shop&from=now-25h&to=" + (NOW + hour))
              .path("totalCount")
              .asLong());
    }
  }

  private static Batch window(long aheadMillis) {
    return TestBatches.of("shop", "1.0", "a")
        .cpu("Main.main", 1)
        .at(TestBatches.windowOf(NOW + aheadMillis));
  }

  private static Refusal refusalOf(TestDaemon daemon, long aheadMillis) throws Exception {
    daemon.send(window(aheadMillis));
    ToDaemon answer = daemon.answer();
    assertTrue(answer.hasRefusal(), answer.toString());
    return answer.getRefusal();
  }

  private CollectorConfig config() {
    return CollectorConfig.defaults(data.resolve("data"))
        .withHttp("127.0.0.1", 0)
        .withGrpc("127.0.0.1", 0);
  }
}

package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who makes up names without end leaves as many to the others, whatever it calls itself. */
class FairSharesTest {
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
  private static final int SERVICES = 10_000;
  private static final int TYPES = 1_024;
  private static final String HOSTILE = "127.0.0.66";

  @TempDir Path data;

  @Test
  void nobodyTakesMoreNamesThanHeLeaves() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config);
        TestDaemon honest = TestDaemon.greet(collector.grpcPort())) {
      honest.store(batch("shop", "cpu"));
      // Half of what is left, by as many streams as it likes.
      int services = (SERVICES - 1) / 2;
      int types = (TYPES - 1) / 2;
      for (int first = 0; first < services; first += 1_000) {
        try (TestDaemon hostile = TestDaemon.greetFrom(HOSTILE, collector.grpcPort())) {
          int last = Math.min(services, first + 1_000);
          for (int i = first; i < last; i++) {
            hostile.send(batch("made-up-" + i, "type_" + Math.min(i, types - 1)));
          }
          for (int i = first; i < last; i++) {
            assertTrue(hostile.answer().hasAck());
          }
        }
      }
      try (TestDaemon hostile = TestDaemon.greetFrom(HOSTILE, collector.grpcPort())) {
        assertRefused(hostile, batch("one-more", "cpu"), services + " of 10000 services were new");
        assertRefused(hostile, batch("shop", "one_more"), types + " of 1024 profile types were");
        hostile.store(batch("made-up-0", "cpu"));
      }
      honest.store(batch("new", "new_type"));
      try (TestDaemon another = TestDaemon.greetFrom("127.0.0.67", collector.grpcPort())) {
        another.store(batch("other", "other_type"));
      }
      TestApi api = new TestApi(collector.httpPort());
      assertEquals(2, api.json("/api/v1/status").path("batchesRefused").path("limit").asLong());
    }
  }

  private static Batch batch(String service, String type) {
    return TestBatches.of(service, "1.0", "a").row(type, "jdk.X", "A.a", 1, 1).at(NOW);
  }

  private static void assertRefused(TestDaemon daemon, Batch batch, String why) throws Exception {
    daemon.send(batch);
    Refusal refusal = daemon.answer().getRefusal();
    assertEquals(Refusal.Reason.LIMIT, refusal.getReason(), refusal.toString());
    assertFalse(refusal.getRetryable(), refusal.toString());
    assertTrue(refusal.getExplanation().startsWith(why), refusal.toString());
    assertTrue(refusal.getExplanation().contains(HOSTILE), refusal.toString());
  }
}

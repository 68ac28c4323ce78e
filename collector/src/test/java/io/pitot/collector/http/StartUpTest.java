package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** JVMs that were started a minute ago: what they do at their start differs from one to another. */
class StartUpTest {
  private static final long SEED = 11;
  private static final int WINDOWS = 12;
  private static final String[] FRAMES = {"Search.find", "Page.render", "Cart.add", "Quote.of"};

  @TempDir Path data;

  /** The candidate makes a map for every request, a third of what it allocates. */
  @Test
  void aStartThatDiffersFromJvmToJvmDoesNotHideARegression() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      long first =
          TestBatches.windowOf(System.currentTimeMillis())
              - (WINDOWS + 1) * TestBatches.WINDOW_MILLIS;
      Random random = new Random(SEED);
      for (int instance = 0; instance < 8; instance++) {
        for (int window = 0; window < WINDOWS; window++) {
          TestBatches batch =
              batch(random, instance, window)
                  .targetId("node-1/" + (100 + instance) + "/" + (first + 1_000));
          daemon.store(batch.at(first + window * TestBatches.WINDOW_MILLIS));
        }
      }
      TestApi api = new TestApi(collector.httpPort());
      for (int windows = 6; windows <= WINDOWS; windows++) {
        JsonNode diff =
            api.json(
                "/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=alloc&from=%d&to=%d"
                    .formatted(first, first + windows * TestBatches.WINDOW_MILLIS));
        assertEquals("FAIL", diff.path("verdict").asString(), diff.path("reason").asString());
        assertEquals(
            "shop.Price.map",
            diff.path("findings").path(0).path("applicationFrame").asString(),
            diff.path("findings").toString());
        assertTrue(
            diff.path("notes").toString().contains("left out"), diff.path("notes").toString());
      }
    }
  }

  /** The same code for twice the requests: the start is a smaller part of what it allocates. */
  @Test
  void theStartOfOneJvmOfEachIsLeftOutAsWell() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      long first =
          TestBatches.windowOf(System.currentTimeMillis())
              - (WINDOWS + 1) * TestBatches.WINDOW_MILLIS;
      for (int requests = 1; requests <= 2; requests++) {
        for (int window = 0; window < WINDOWS; window++) {
          TestBatches batch =
              TestBatches.of("feed", requests + ".0", "i" + requests)
                  .targetId("node-1/" + requests + "/" + (first + 1_000));
          if (window < 3) {
            batch.alloc("feed.Main.start;java.lang.ClassLoader.loadClass", 500, 500 * 4096);
          }
          for (String frame : FRAMES) {
            batch.alloc("feed.Main.run;feed." + frame, 50L * requests, 50L * requests * 1024);
          }
          daemon.store(batch.at(first + window * TestBatches.WINDOW_MILLIS));
        }
      }
      TestApi api = new TestApi(collector.httpPort());
      JsonNode diff = api.json("/api/v1/diff?service=feed&base=1.0&candidate=2.0&type=alloc");
      assertEquals("[]", diff.path("findings").toString(), diff.path("notes").toString());
      assertEquals(
          "Only the first 30 s of each JVM were left out: without 120 s not all instances would"
              + " have 300 s.",
          diff.path("notes").path(0).asString());
      JsonNode early =
          api.json(
              "/api/v1/diff?service=feed&base=1.0&candidate=2.0&type=alloc&from=%d&to=%d"
                  .formatted(first, first + 4 * TestBatches.WINDOW_MILLIS));
      assertEquals(
          "The start of JVMs is in it: without their first 30 s not all instances would have 20 s.",
          early.path("notes").path(0).asString());
      assertFalse(early.path("findings").isEmpty());
    }
  }

  /** The first three windows hold the start, in some JVMs twenty times as much as in others. */
  private static TestBatches batch(Random random, int instance, int window) {
    String release = instance % 2 == 0 ? "1.0" : "1.1";
    TestBatches batch = TestBatches.of("shop", release, "i" + instance);
    if (window < 3) {
      long classes = Math.round(300 * Math.exp(1.5 * random.nextGaussian()));
      batch.alloc("shop.Main.start;java.lang.ClassLoader.loadClass", classes, classes * 4096);
      return batch;
    }
    for (String frame : FRAMES) {
      long events = 20L + random.nextInt(10);
      batch.alloc("shop.Main.run;shop." + frame, events, events * 1024);
    }
    if (instance % 2 == 1) {
      long events = 45L + random.nextInt(10);
      batch.alloc("shop.Main.run;shop.Price.map;java.util.HashMap", events, events * 1024);
    }
    return batch;
  }
}

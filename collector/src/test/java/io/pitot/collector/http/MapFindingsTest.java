package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/**
 * What the agent tells of maps, stored and compared: a release in which all requests share one map
 * that is too small, so that they wait for its bins and move its table.
 */
class MapFindingsTest {
  private static final long SEED = 11;
  private static final int INSTANCES = 4;
  private static final int WINDOWS = 12;
  private static final long MILLI = 1_000_000;
  private static final String MAP = "java.util.concurrent.ConcurrentHashMap";
  private static final String SERVE = "java.lang.Thread.run;shop.Server.serve;";
  private static final String[] OTHERS = {
    "shop.Sessions.touch", "shop.Limits.count", "shop.Search.remember", "shop.Stock.reserve"
  };

  @TempDir Path data;

  @Test
  void namesTheMapTheFrameTheEvidenceAndTheAdviceWithTheNumbersOfTheCase() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config)) {
      feed(collector);
      TestApi api = new TestApi(collector.httpPort());

      JsonNode contention = finding(api, "map_contention");
      assertEquals("map_contention", contention.path("class").asString());
      assertEquals("shop.Prices.ofRequest", contention.path("applicationFrame").asString());
      says(contention, "sentence", "shop.Prices.ofRequest waits more, mostly at " + MAP + ": ");
      says(contention, "sentence", " of the time waited at maps, before nothing (+");
      says(contention, "advice", "Threads wait ");
      says(contention, "advice", " ms per second at " + MAP + ". Compute outside the map's lock");
      says(contention, "evidence", "new: it was not seen in 1.0");
      says(contention, "evidence", "4 of 4 instances of 1.1 lie above those of 1.0");
      says(contention, "evidence", " ms per second");

      JsonNode resizes = finding(api, "map_resize");
      assertEquals("map_resize_storm", resizes.path("class").asString());
      assertEquals("shop.Prices.ofRequest", resizes.path("applicationFrame").asString());
      says(resizes, "sentence", "shop.Prices.ofRequest grows maps more, mostly " + MAP + ": ");
      says(resizes, "sentence", " of the time maps took to grow, before ");
      says(resizes, "advice", "Growing " + MAP + " takes ");
      says(resizes, "evidence", "points are of the one that does more");
      says(resizes, "evidence", "1.00 ms -> 20.0 ms per second");
      says(resizes, "advice", "Give the map its size when it is made");
    }
  }

  private static JsonNode finding(TestApi api, String type) throws Exception {
    JsonNode diff = api.json("/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=" + type);
    assertEquals("FAIL", diff.path("verdict").asString(), diff.path("reason").asString());
    JsonNode finding = diff.path("findings").path(0);
    assertEquals("regression", finding.path("kind").asString(), finding.toString());
    String path = finding.path("path").toString();
    assertTrue(path.contains("shop.Prices.ofRequest"), path);
    return finding;
  }

  private static void says(JsonNode finding, String field, String part) {
    String text = finding.path(field).toString();
    assertTrue(text.contains(part), text);
  }

  private static void feed(Collector collector) throws Exception {
    Random random = new Random(SEED);
    long last = TestBatches.windowOf(System.currentTimeMillis()) - TestBatches.WINDOW_MILLIS;
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int instance = 0; instance < 2 * INSTANCES; instance++) {
        boolean isWorse = instance % 2 == 1;
        String release = isWorse ? "1.1" : "1.0";
        for (int window = 0; window < WINDOWS; window++) {
          TestBatches batch = TestBatches.of("shop", release, "i" + instance);
          for (String other : OTHERS) {
            waits(batch, other + ";" + MAP + ".compute", 20 + random.nextInt(5));
            resizes(batch, other + ";" + MAP + ".putVal", 4 + random.nextInt(2));
          }
          if (isWorse) {
            waits(batch, "shop.Prices.ofRequest;" + MAP + ".merge", 120 + random.nextInt(10));
          }
          resizes(batch, "shop.Prices.ofRequest;" + MAP + ".addCount", (isWorse ? 40 : 2));
          daemon.store(batch.at(last - window * TestBatches.WINDOW_MILLIS));
        }
      }
    }
  }

  private static void waits(TestBatches batch, String stack, int count) {
    batch.row(
        "map_contention",
        "pitot.MapContention",
        SERVE + stack + ";" + MAP,
        count,
        3 * MILLI * count);
  }

  private static void resizes(TestBatches batch, String stack, int count) {
    batch.row("map_resize", "pitot.MapResize", SERVE + stack + ";" + MAP, count, 5 * MILLI * count);
  }
}

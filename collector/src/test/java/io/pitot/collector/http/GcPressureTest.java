package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** GC pauses compared by the time they take. */
class GcPressureTest {
  private static final int INSTANCES = 8;
  private static final int WINDOWS = 12;
  private static final String CAUSE = "G1 Evacuation Pause";
  private static final String[] FRAMES = {"Search.find", "Page.render", "Cart.add", "Quote.of"};

  @TempDir Path data;

  /** Release 1.1 remembers prices, and the collector stops it three times as often. */
  @Test
  void pausesThatRiseWithTheAllocationsAreGcPressure() throws Exception {
    try (Collector collector = collector();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      fill(daemon, 1, 3, 150);
      TestApi api = new TestApi(collector.httpPort());

      JsonNode diff = api.json(question("diff"));
      assertEquals("FAIL", diff.path("verdict").asString(), diff.toString());
      JsonNode finding = diff.path("findings").path(0);
      assertEquals("gc_pressure", finding.path("class").asString());
      assertEquals("shop.Price.remember", finding.path("applicationFrame").asString());
      assertTrue(finding.path("sentence").asString().startsWith("GC pauses"), finding.toString());
      String evidence = finding.path("evidence").toString();
      for (String told :
          new String[] {
            "pauses per minute", "99 of 100 pauses", "allocated by an instance", "inside GC pauses"
          }) {
        assertTrue(evidence.contains(told), evidence);
      }
      assertTrue(
          finding.path("advice").asString().contains("shop.Price.remember allocates"),
          finding.toString());
      // 6 pauses of 20 ms in 10 s are 1.2 % of the time.
      assertEquals(1.2, finding.path("basePercent").asDouble(), 0.3, finding.toString());
      assertEquals(2.4, finding.path("changePoints").asDouble(), 0.5, finding.toString());

      JsonNode gate = api.json("/api/v1/gate?service=shop&base=1.0&candidate=1.1");
      assertEquals("FAIL", gate.path("verdict").asString(), gate.toString());
      assertEquals(
          "[\"alloc\",\"gc_pause\"]",
          api.json("/api/v1/services/shop/types").path("compared").toString());
    }
  }

  @Test
  void pausesThatFollowTheLoadAreNoRegression() throws Exception {
    try (Collector collector = collector();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      fill(daemon, 2, 2, 0);
      JsonNode diff = new TestApi(collector.httpPort()).json(question("diff"));
      assertNotEquals("FAIL", diff.path("verdict").asString(), diff.toString());
      assertTrue(diff.path("reason").asString().contains("equal load"), diff.toString());
    }
  }

  /**
   * Who holds the lock of 1.1 stands still in the middle of it; that of the stock is held longer.
   */
  @Test
  void aWaitThatRoseInsidePausesIsGcPressureAndAnotherIsNot() throws Exception {
    try (Collector collector = collector();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      long last = TestBatches.windowOf(System.currentTimeMillis()) - TestBatches.WINDOW_MILLIS;
      Random random = new Random(22);
      for (int instance = 0; instance < INSTANCES; instance++) {
        boolean isBase = instance % 2 == 0;
        for (int window = 0; window < WINDOWS; window++) {
          TestBatches batch = TestBatches.of("shop", isBase ? "1.0" : "1.1", "i" + instance);
          for (String frame : FRAMES) {
            waits(batch, frame, 20, 5_000_000L + random.nextInt(500_000), 0);
          }
          long nanos = (isBase ? 2_000_000L : 9_000_000L) + random.nextInt(500_000);
          waits(batch, "Carts.of", 20, nanos, isBase ? 0 : 6_000_000);
          waits(batch, "Stock.find", 20, nanos, isBase ? 0 : 200_000);
          daemon.store(batch.at(last - window * TestBatches.WINDOW_MILLIS));
        }
      }
      JsonNode diff =
          new TestApi(collector.httpPort())
              .json("/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=lock");
      Map<String, String> classes = new TreeMap<>();
      for (JsonNode finding : diff.path("findings")) {
        if (finding.path("kind").asString().equals("regression")) {
          classes.put(
              finding.path("applicationFrame").asString(), finding.path("class").asString());
          String evidence = finding.path("evidence").toString();
          assertTrue(evidence.contains("inside GC pauses: 0 % of this wait before"), evidence);
        }
      }
      assertEquals(
          Map.of("shop.Carts.of", "gc_pressure", "shop.Stock.find", "lock_contention"),
          classes,
          diff.path("findings").toString());
    }
  }

  private static void waits(TestBatches batch, String frame, long count, long nanos, long inGc) {
    String stack = "shop.Main.run;shop." + frame;
    String lockClass = "shop.Lock" + frame.replace(".", "");
    batch.row("lock", "jdk.JavaMonitorEnter", stack + ";" + lockClass, count, count * nanos);
    batch.waits("monitor", lockClass, stack + ";" + lockClass, count, nanos, inGc, 0);
  }

  @Test
  void withoutAnyPauseNothingIsKnown() throws Exception {
    try (Collector collector = collector();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      fill(daemon, 1, 0, 0);
      JsonNode diff = new TestApi(collector.httpPort()).json(question("diff"));
      assertEquals("INCONCLUSIVE", diff.path("verdict").asString(), diff.toString());
      assertTrue(diff.path("notes").toString().contains("No GC pause"), diff.toString());
    }
  }

  private static String question(String what) {
    return "/api/v1/%s?service=shop&base=1.0&candidate=1.1&type=gc_pause".formatted(what);
  }

  private Collector collector() throws Exception {
    return Collector.start(
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
  }

  /**
   * @param load of 1.1 by that of 1.0
   * @param pauses of 1.1 by those of 1.0; 0 for none in both
   * @param remembered what 1.1 allocates besides
   */
  private static void fill(TestDaemon daemon, int load, int pauses, int remembered)
      throws Exception {
    Random random = new Random(21);
    long last = TestBatches.windowOf(System.currentTimeMillis()) - TestBatches.WINDOW_MILLIS;
    for (int instance = 0; instance < INSTANCES; instance++) {
      boolean isBase = instance % 2 == 0;
      for (int window = 0; window < WINDOWS; window++) {
        TestBatches batch = TestBatches.of("shop", isBase ? "1.0" : "1.1", "i" + instance);
        for (String frame : FRAMES) {
          long events = (isBase ? 1L : load) * (40 + random.nextInt(10));
          batch.alloc("shop.Main.run;shop." + frame, events, events * 1024);
        }
        if (!isBase && remembered > 0) {
          long events = (long) remembered + random.nextInt(10);
          batch.alloc("shop.Main.run;shop.Price.remember;byte[]", events, events * 1024);
        }
        int stops = pauses == 0 ? 0 : (5 + random.nextInt(3)) * (isBase ? 1 : pauses);
        for (int i = 0; i < stops; i++) {
          long nanos = 15_000_000L + random.nextInt(10_000_000);
          batch.pause("gc", i % 6 == 5 ? "G1Old" : "G1New", CAUSE, i * 300_000_000L, nanos);
        }
        batch.waits("lock", "shop.Cart", "shop.Main.run", 10, 1_000_000, isBase ? 0 : 400_000, 0);
        daemon.store(batch.at(last - window * TestBatches.WINDOW_MILLIS));
      }
    }
  }
}

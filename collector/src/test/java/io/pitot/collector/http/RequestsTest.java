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

/** Cost by request, where a profile type counts the requests. */
class RequestsTest {
  private static final long SEED = 7;
  private static final int WINDOWS = 12;
  private static final String[] FRAMES = {"Search.find", "Page.render", "Cart.add", "Quote.of"};

  @TempDir Path data;

  /**
   * Release 1.1 serves twice the requests, and each costs twice as much everywhere: no share
   * changes, and every request is dearer.
   */
  @Test
  void aRequestThatCostsTwiceAsMuchEverywhereIsARegression() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      Random random = new Random(SEED);
      long last = TestBatches.windowOf(System.currentTimeMillis()) - TestBatches.WINDOW_MILLIS;
      for (int instance = 0; instance < 8; instance++) {
        for (int window = 0; window < WINDOWS; window++) {
          String release = instance % 2 == 0 ? "1.0" : "1.1";
          int requests = (instance % 2 + 1) * (500 + random.nextInt(100));
          TestBatches batch =
              TestBatches.of("shop", release, "i" + instance)
                  .row("requests", "shop.Request", "shop.Main.run", requests, requests);
          for (String frame : FRAMES) {
            int samples = (instance % 2 + 1) * requests / 10 + random.nextInt(10);
            batch.cpu("shop.Main.run;shop." + frame, samples);
          }
          daemon.store(batch.at(last - window * TestBatches.WINDOW_MILLIS));
        }
      }
      TestApi api = new TestApi(collector.httpPort());
      String question = "/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=cpu";

      JsonNode byShare = api.json(question + "&requests=none");
      assertEquals(0, byShare.path("findings").size(), byShare.path("findings").toString());

      // The type that daemons make of what counts requests needs no asking.
      JsonNode byRequest = api.json(question);
      assertEquals(
          byRequest.path("findings"), api.json(question + "&requests=requests").path("findings"));
      assertEquals("FAIL", byRequest.path("verdict").asString(), byRequest.toString());
      JsonNode cost = byRequest.path("findings").path(0).path("cost");
      assertEquals("request", cost.path("per").asString(), byRequest.toString());
      assertEquals(
          2,
          cost.path("candidate").asDouble() / cost.path("base").asDouble(),
          0.2,
          cost.toString());
      String evidence = byRequest.path("findings").path(0).path("evidence").toString();
      assertTrue(evidence.contains(" per request"), evidence);
      assertTrue(evidence.contains(" per second"), evidence);

      JsonNode gate = api.json("/api/v1/gate?service=shop&base=1.0&candidate=1.1&type=cpu");
      assertEquals("FAIL", gate.path("verdict").asString(), gate.toString());
    }
  }
}

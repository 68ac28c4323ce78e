package io.pitot.collector.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.StartException;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.collector.gate.PolicyFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole way: batches in, a look, a finding, a webhook; a collector that stops in between. */
class ReleaseWatchTest {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final String FINDINGS = "/api/v1/services/shop/findings";
  private static final String LOCK = "jdk.JavaMonitorEnter";
  private static final WatchConfig QUICK =
      new WatchConfig(Duration.ofSeconds(40), Duration.ofMillis(50), Duration.ofMillis(50));

  @TempDir Path data;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final long nowMillis = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
  private HttpServer webhook;

  @BeforeEach
  void listen() throws Exception {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean isRefused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
          if (!isRefused) {
            bodies.add(body);
            secrets.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Secret")));
          }
          exchange.sendResponseHeaders(isRefused ? 503 : 204, -1);
          exchange.close();
        });
    webhook.start();
  }

  @AfterEach
  void stop() {
    webhook.stop(0);
  }

  @Test
  void aWorseReleaseIsFoundConfirmedAndToldOnceAcrossARestart() throws Exception {
    // What is taken while the collector ends may be sent again by the next one.
    refusals.set(Integer.MAX_VALUE);
    try (Collector collector = Collector.start(config(QUICK))) {
      feed(collector, "1.0", 4, 0, 12, false);
      feed(collector, "1.1", 4, 8, 12, true);
      JsonNode first = await(collector, c -> c.path("looks").asInt() == 1);
      assertEquals("FAIL", first.path("verdict").asString(), first.toString());
      assertEquals("same_time", first.path("mode").asString());
      JsonNode finding = first.path("findings").path(0);
      assertEquals("shop.Cart.total", finding.path("frame").asString(), first.toString());
      assertEquals("seen", finding.path("state").asString());
    }
    refusals.set(2);
    try (Collector collector = Collector.start(config(QUICK))) {
      await(
          collector,
          c -> c.path("findings").path(0).path("deliveries").toString().contains("\"delivered\""));
      assertEquals(1, bodies.size(), bodies.toString());
      feed(collector, "1.0", 4, 12, 20, false);
      feed(collector, "1.1", 4, 12, 20, true);
      JsonNode second = await(collector, c -> c.path("looks").asInt() == 2);
      JsonNode finding = second.path("findings").path(0);
      assertEquals("confirmed", finding.path("state").asString(), second.toString());
      assertEquals(2, finding.path("history").size());
      // Two looks, one post.
      assertEquals(1, finding.path("deliveries").size());
    }
    assertEquals(1, bodies.size(), bodies.toString());
    assertEquals(System.getenv("PATH"), secrets.get(0));
    JsonNode body = TestApi.parse(bodies.get(0));
    assertEquals("shop.Cart.total", body.path("frame").asString(), bodies.get(0));
    assertEquals("1.1", body.path("candidate").asString());
  }

  @Test
  void whatALaterLookDoesNotFindIsGoneAndAnImprovementIsShownAndWakesNobody() throws Exception {
    try (Collector collector = Collector.start(config(QUICK))) {
      feed(collector, "1.0", 4, 0, 12, 100);
      feed(collector, "1.1", 4, 8, 12, 200);
      JsonNode first = await(collector, c -> c.path("looks").asInt() == 1);
      assertEquals("FAIL", first.path("verdict").asString(), first.toString());
      // From here on it is the old release that is worse, and over all the time too.
      feed(collector, "1.0", 4, 12, 20, 400);
      feed(collector, "1.1", 4, 12, 20, 50);
      JsonNode second = await(collector, c -> c.path("looks").asInt() == 2);

      Map<String, String> states = new TreeMap<>();
      for (JsonNode finding : second.path("findings")) {
        assertEquals("shop.Cart.total", finding.path("frame").asString(), second.toString());
        states.put(finding.path("kind").asString(), finding.path("state").asString());
      }
      assertEquals(Map.of("regression", "gone", "improvement", "seen"), states, second.toString());
      await(collector, c -> c.path("findings").toString().contains("\"delivered\""));
      assertEquals(1, bodies.size(), bodies.toString());
    }
  }

  /** Nobody named types; each release has the other's CPU and allocations. */
  @Test
  void pausesAndLocksThatNobodyAskedForAreFoundConfirmedAndTold() throws Exception {
    try (Collector collector = Collector.start(config(QUICK, ""))) {
      feedWaits(collector, 0, 12);
      JsonNode first = await(collector, c -> c.path("looks").asInt() == 1);
      assertEquals("FAIL", first.path("verdict").asString(), first.toString());
      feedWaits(collector, 12, 20);
      JsonNode second = await(collector, c -> c.path("looks").asInt() == 2);

      Map<String, String> classes = new TreeMap<>();
      for (JsonNode finding : second.path("findings")) {
        classes.put(finding.path("type").asString(), finding.path("class").asString());
        assertEquals("confirmed", finding.path("state").asString(), second.toString());
        assertEquals(2, finding.path("history").size(), second.toString());
      }
      assertEquals(
          Map.of("gc_pause", "gc_pressure", "lock", "lock_contention"), classes, second.toString());
      await(
          collector,
          c -> {
            String told = c.path("findings").toString();
            return told.split("\"delivered\"", -1).length == 3;
          });
      assertEquals(2, bodies.size(), bodies.toString());
    }
  }

  @Test
  void aWebhookThatNeverAnswersIsGivenUpAndShown() throws Exception {
    refusals.set(Integer.MAX_VALUE);
    WatchConfig hasty = new WatchConfig(QUICK.firstLook(), QUICK.poll(), Duration.ofMillis(1));
    try (Collector collector = Collector.start(config(hasty))) {
      feed(collector, "1.0", 4, 0, 12, false);
      feed(collector, "1.1", 4, 8, 12, true);
      JsonNode given =
          await(
              collector,
              c -> c.path("findings").path(0).path("deliveries").toString().contains("failed"));
      JsonNode delivery = given.path("findings").path(0).path("deliveries").path(0);
      assertEquals("HTTP 503", delivery.path("error").asString());
      assertEquals(Outbox.MOST_ATTEMPTS, delivery.path("attempts").asInt());
      assertEquals("127.0.0.1", delivery.path("place").asString());
    }
  }

  @Test
  void aReleaseOnOneInstanceWaitsAndSpendsNothing() throws Exception {
    try (Collector collector = Collector.start(config(QUICK))) {
      feed(collector, "1.0", 4, 0, 12, false);
      feed(collector, "1.1", 1, 4, 12, true);
      JsonNode waiting = await(collector, c -> c.has("waiting"));
      assertEquals(0, waiting.path("looks").asInt());
      assertTrue(
          waiting.path("waiting").asString().contains("1.1 on 1; at least 3"), waiting.toString());
      assertTrue(bodies.isEmpty());
    }
  }

  @Test
  void releasesOneAfterTheOtherAreComparedBeforeAndAfter() throws Exception {
    try (Collector collector = Collector.start(config(QUICK))) {
      feed(collector, "1.0", 4, 0, 8, false);
      feed(collector, "1.1", 4, 8, 14, false);
      JsonNode looked = await(collector, c -> c.path("looks").asInt() == 1);
      assertEquals("before_after", looked.path("mode").asString(), looked.toString());
      assertFalse(looked.path("verdict").asString().equals("FAIL"), looked.toString());
      assertEquals(0, looked.path("findings").size());
    }
  }

  @Test
  void aMissingSecretKeepsTheCollectorFromStarting() throws Exception {
    CollectorConfig config =
        config(QUICK).withPolicy(PolicyFile.parse("webhooks: [{url-env: PITOT_NO_SUCH_VARIABLE}]"));
    StartException refused = assertThrows(StartException.class, () -> Collector.start(config));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("PITOT_NO_SUCH_VARIABLE"),
        refused.getMessage());
  }

  @Test
  void markersAndReleasesOutliveTheCollector() throws Exception {
    try (Collector collector = Collector.start(config(QUICK))) {
      feed(collector, "1.0", 2, 0, 2, false);
      TestApi api = new TestApi(collector.httpPort());
      String marker =
          "{\"service\":\"shop\",\"release\":\"1.0\",\"url\":\"https://ci.example.com/7\"}";
      assertEquals(
          201,
          api.post("/api/v1/deploys", marker, "Content-Type", "application/json").statusCode());
      assertEquals(
          400, api.post("/api/v1/deploys", marker, "Content-Type", "text/plain").statusCode());
      assertEquals(
          400,
          api.post("/api/v1/deploys", "{\"service\":\"a\"}", "Content-Type", "application/json")
              .statusCode());
    }
    try (Collector collector = Collector.start(config(QUICK))) {
      TestApi api = new TestApi(collector.httpPort());
      JsonNode deploys = api.json("/api/v1/deploys?service=shop");
      assertEquals(
          "https://ci.example.com/7", deploys.path("deploys").path(0).path("url").asString());
      JsonNode releases = api.json("/api/v1/services/shop/releases");
      assertEquals("1.0", releases.path("deploys").path(0).path("release").asString());
      assertEquals(2, releases.path("releases").path(0).path("instances").asInt());
      JsonNode instances = api.json("/api/v1/services/shop/instances?release=1.0");
      assertEquals("1.0-0", instances.path("instances").path(0).path("instance").asString());
      assertEquals(
          nowMillis - 20 * 10_000L,
          instances.path("instances").path(0).path("firstSeenMillis").asLong());
      assertEquals(
          nowMillis - 18 * 10_000L,
          instances.path("instances").path(1).path("lastSeenMillis").asLong());
      assertEquals(
          0, api.json("/api/v1/services/shop/instances?release=9").path("instances").size());
      JsonNode timeline = api.json("/api/v1/timeline?service=shop");
      assertEquals("1.0", timeline.path("deploys").path(0).path("release").asString());
    }
  }

  private CollectorConfig config(WatchConfig watch) throws Exception {
    return config(watch, "types: {cpu: {bar: 0.5}}");
  }

  private CollectorConfig config(WatchConfig watch, String types) throws Exception {
    return CollectorConfig.defaults(data)
        .withHttp("127.0.0.1", 0)
        .withGrpc("127.0.0.1", 0)
        .withWatch(watch)
        .withPolicy(
            PolicyFile.parse(
                """
                %s
                webhooks:
                  - url: http://127.0.0.1:%d/hook
                    secret-header: X-Secret
                    secret-env: PATH
                """
                    .formatted(types, webhook.getAddress().getPort())));
  }

  private void feed(
      Collector collector, String release, int instances, int from, int to, boolean isWorse)
      throws Exception {
    feed(collector, release, instances, from, to, isWorse ? 900 : 100);
  }

  /** Windows are counted from 20 before now. */
  private void feed(
      Collector collector, String release, int instances, int from, int to, int cartSamples)
      throws Exception {
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int window = from; window < to; window++) {
        for (int instance = 0; instance < instances; instance++) {
          daemon.store(
              batch(release, instance, cartSamples).at(nowMillis - (20 - window) * 10_000L));
        }
      }
    }
  }

  /** Release 1.1 stands still three times as often and waits for a lock that 1.0 has to itself. */
  private void feedWaits(Collector collector, int from, int to) throws Exception {
    Random random = new Random(31 + from);
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int window = from; window < to; window++) {
        for (int instance = 0; instance < 8; instance++) {
          boolean isBase = instance % 2 == 0;
          if (isBase || window >= 8) {
            TestBatches batch = batch(isBase ? "1.0" : "1.1", instance, 100);
            for (int leaf = 0; leaf < 20; leaf++) {
              batch.alloc("shop.Server.serve;shop.L" + leaf + ".work;byte[]", 200, 90_000 + leaf);
              long waited = 1_000_000L + random.nextInt(100_000);
              batch.row("lock", LOCK, "shop.Server.serve;shop.L" + leaf + ".work", 10, waited);
            }
            if (!isBase) {
              long waited = 400_000_000L + random.nextInt(40_000_000);
              batch.row("lock", LOCK, "shop.Server.serve;shop.Cart.add;shop.Stock", 20, waited);
            }
            for (int i = 0; i < (isBase ? 5 : 15) + random.nextInt(2); i++) {
              long nanos = 15_000_000L + random.nextInt(10_000_000);
              batch.pause("gc", "G1New", "G1 Evacuation Pause", i * 300_000_000L, nanos);
            }
            daemon.store(batch.at(nowMillis - (20 - window) * 10_000L));
          }
        }
      }
    }
  }

  private static TestBatches batch(String release, int instance, int cartSamples) {
    TestBatches batch = TestBatches.of("shop", release, release + "-" + instance);
    for (int leaf = 0; leaf < 40; leaf++) {
      batch.cpu("shop.Server.serve;shop.L" + leaf + ".work", 100 + (7 * instance) % 11);
    }
    return batch.cpu("shop.Server.serve;shop.Cart.total", cartSamples);
  }

  /** The newest comparison, when it is as wanted. */
  private static JsonNode await(Collector collector, Predicate<JsonNode> isWanted)
      throws Exception {
    TestApi api = new TestApi(collector.httpPort());
    long deadline = System.nanoTime() + LIMIT_NANOS;
    JsonNode last = api.json(FINDINGS);
    while (!isWanted.test(last.path("comparisons").path(0))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + last);
      }
      TimeUnit.MILLISECONDS.sleep(50);
      last = api.json(FINDINGS);
    }
    return last.path("comparisons").path(0);
  }
}

package io.pitot.collector.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A shop in four releases at the same time: 1.1 is 1.0, 1.2 costs more CPU in Cart.total, 1.3
 * allocates less in Price.of, and calls Stock.find from elsewhere.
 */
class GateApiTest {
  private static final String REGRESSED = "/api/v1/gate?service=shop&base=1.0&candidate=1.2";
  private static final int INSTANCES = 6;
  private static final int WINDOWS = 4;

  @TempDir Path data;

  private Collector collector;
  private TestApi api;

  @BeforeEach
  void feed() throws Exception {
    collector =
        Collector.start(
            CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
    api = new TestApi(collector.httpPort());
    Random random = new Random(7);
    long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (String release : new String[] {"1.0", "1.1", "1.2", "1.3"}) {
        for (int i = 0; i < INSTANCES; i++) {
          for (int window = 0; window < WINDOWS; window++) {
            daemon.store(batch(release, i, random).at(now - window * 10_000L));
          }
        }
      }
    }
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static TestBatches batch(String release, int instance, Random random) {
    TestBatches batch = TestBatches.of("shop", release, release + "-" + instance);
    for (int leaf = 0; leaf < 40; leaf++) {
      String stack = "java.lang.Thread.run;shop.Server.serve;shop.L" + leaf + ".work";
      batch.cpu(stack, 400 + random.nextInt(40));
      batch.alloc(stack + ";byte[]", 200, 40_000 + random.nextInt(4_000));
    }
    batch.cpu(
        "java.lang.Thread.run;shop.Server.serve;shop.Cart.total",
        (release.equals("1.2") ? 1400 : 400) + random.nextInt(40));
    batch.alloc(
        "java.lang.Thread.run;shop.Server.serve;shop.%s.run;shop.Stock.find;byte[]"
            .formatted(release.equals("1.3") ? "Batch" : "Order"),
        200,
        400_000 + random.nextInt(4_000));
    batch.alloc(
        "java.lang.Thread.run;shop.Server.serve;shop.Price.of;java.util.HashMap",
        200,
        (release.equals("1.3") ? 40_000 : 400_000) + random.nextInt(4_000));
    return batch;
  }

  @Test
  void aReleaseThatDidNotChangePassesAndSaysWhatWouldHaveBeenSeen() throws Exception {
    JsonNode gate = api.json("/api/v1/gate?service=shop&base=1.0&candidate=1.1");

    assertEquals("PASS", gate.path("verdict").asString(), gate.toString());
    assertTrue(gate.path("ok").asBoolean());
    assertTrue(gate.path("mde_points").asDouble() > 0.05, gate.toString());
    assertEquals(2, gate.path("types").size());
    assertTrue(gate.path("notes").toString().contains("2 types were tested"), gate.toString());
  }

  @Test
  void theWorstTypeCounts() throws Exception {
    JsonNode gate = api.json(REGRESSED + "&type=alloc&type=cpu");

    assertEquals("FAIL", gate.path("verdict").asString(), gate.toString());
    assertFalse(gate.path("ok").asBoolean());
    assertEquals("PASS", gate.path("types").path(0).path("verdict").asString());
    assertEquals("FAIL", gate.path("types").path(1).path("verdict").asString());
    assertTrue(gate.path("reason").asString().startsWith("cpu: shop.Cart.total"), gate.toString());
    assertEquals("shop.Cart.total", gate.path("findings").path(0).path("frame").asString());
    assertTrue(gate.path("findings").path(0).path("fails").asBoolean());
    assertEquals("PASS", api.json(REGRESSED + "&type=alloc").path("verdict").asString());
  }

  @Test
  void aPathsOwnBarHoldsForIt() throws Exception {
    JsonNode wide = gate("paths: [{prefix: shop.Cart., bar: 50}]");
    assertEquals("PASS", wide.path("verdict").asString(), wide.toString());
    assertEquals(50, wide.path("findings").path(0).path("barPoints").asDouble());

    JsonNode strict = gate("types: {cpu: {bar: 50}}\npaths: [{regex: 'Cart\\.', bar: 1}]");
    assertEquals("FAIL", strict.path("verdict").asString(), strict.toString());

    JsonNode otherType = gate("paths: [{prefix: shop.Cart., bar: 50, types: [alloc]}]");
    assertEquals("FAIL", otherType.path("verdict").asString(), otherType.toString());
  }

  @Test
  void whatIsIgnoredIsToldAndNotIgnoredForEver() throws Exception {
    JsonNode ignored = gate(ignoring("2999-12-31"));
    assertEquals("PASS", ignored.path("verdict").asString(), ignored.toString());
    assertEquals(
        "known, JIRA-1",
        ignored.path("findings").path(0).path("ignored").path("reason").asString());
    assertTrue(ignored.path("notes").toString().contains("ignored until 2999-12-31"));

    JsonNode expired = gate(ignoring("2020-12-31"));
    assertEquals("FAIL", expired.path("verdict").asString(), expired.toString());
    assertTrue(expired.path("notes").toString().contains("EXPIRED"), expired.toString());
  }

  @Test
  void moreInstancesOrAFinerEyeCanBeDemanded() throws Exception {
    assertEquals("INCONCLUSIVE", gate("min-instances: 7").path("verdict").asString());
    JsonNode blunt =
        TestApi.parse(
            post("/api/v1/gate?service=shop&base=1.0&candidate=1.1&type=cpu", "max-mde: 0.05")
                .body());
    assertEquals("INCONCLUSIVE", blunt.path("verdict").asString(), blunt.toString());
  }

  @Test
  void aWrongPolicyIsRefusedWithItsLine() throws Exception {
    HttpResponse<String> refused = post(REGRESSED, "max-mde: 1\nbarr: 2\n");

    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("line 2: 'barr' is no key"), refused.body());
  }

  @Test
  void aFixIsProvenOnlyWhenItsFrameGotCheaper() throws Exception {
    String fixed = "/api/v1/gate?service=shop&base=1.0&candidate=1.3&type=alloc";
    JsonNode proven = api.json(fixed + "&expectImprovement=Price.of");
    assertEquals("PASS", proven.path("verdict").asString(), proven.toString());
    assertTrue(proven.path("improvement").path("proven").asBoolean());
    assertTrue(
        proven.path("reason").asString().startsWith("Proven: Price.of got cheaper"),
        proven.toString());

    JsonNode caller = api.json(fixed + "&expectImprovement=shop.Server.serve");
    assertEquals("PASS", caller.path("verdict").asString(), caller.toString());

    JsonNode other = api.json(fixed + "&expectImprovement=shop.L3.work");
    assertEquals("FAIL", other.path("verdict").asString(), other.toString());
    assertTrue(other.path("reason").asString().startsWith("Not proven: "), other.toString());

    JsonNode moved = api.json(fixed + "&expectImprovement=shop.Stock.find");
    assertEquals("FAIL", moved.path("verdict").asString(), moved.toString());
    assertFalse(moved.path("improvement").path("proven").asBoolean(), moved.toString());

    JsonNode elsewhere = api.json(REGRESSED + "&expectImprovement=shop.Price.of");
    assertEquals("FAIL", elsewhere.path("verdict").asString(), elsewhere.toString());

    assertEquals(404, api.get(fixed + "&expectImprovement=No.such").statusCode());
  }

  @Test
  void flaggerGoesOnAtPassAlone() throws Exception {
    assertEquals(200, flagger("{\"base\":\"1.0\",\"candidate\":\"1.1\"}").statusCode());
    HttpResponse<String> halted = flagger("{\"base\":\"1.0\",\"candidate\":\"1.2\"}");
    assertEquals(412, halted.statusCode());
    assertTrue(halted.body().contains("shop.Cart.total"), halted.body());
    assertEquals(
        425,
        flagger("{\"base\":\"1.0\",\"candidate\":\"1.1\",\"type\":\"lock, park\"}").statusCode());
    assertEquals(404, flagger("{\"base\":\"1.0\",\"candidate\":\"9\"}").statusCode());
    HttpResponse<String> unknown = flagger("{\"bas\":\"1.0\"}");
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("metadata.bas means nothing"), unknown.body());
    assertEquals(
        400, api.post("/api/v1/gate/flagger", "no", "Content-Type", "text/plain").statusCode());
  }

  @Test
  void theNewestReleaseIsComparedWithTheOneBeforeUnlessNamed() throws Exception {
    JsonNode gate = api.json("/api/v1/gate?service=shop&type=alloc");

    assertEquals("1.2", gate.path("base").asString());
    assertEquals("1.3", gate.path("candidate").asString());
    assertEquals(404, api.get("/api/v1/gate?service=none").statusCode());
    assertEquals(400, api.get(REGRESSED + "&timeoutSeconds=900").statusCode());
  }

  @Test
  void anExpressionThatNeverEndsIsToldInOneAnswer() throws Exception {
    HttpResponse<String> endless =
        post(REGRESSED + "&type=cpu", "paths: [{regex: '(.*)*(.*)*(.*)*#', bar: 5}]");

    assertEquals(422, endless.statusCode(), endless.body());
    assertTrue(endless.body().contains("takes too long"), endless.body());
    HttpResponse<String> long_ =
        post(REGRESSED, "paths: [{regex: '%s', bar: 5}]".formatted("a".repeat(1_001)));
    assertEquals(400, long_.statusCode(), long_.body());
  }

  /** Each expression is looked for in each finding: that takes long on any machine. */
  @Test
  void aPolicyOfManySlowExpressionsIsGivenUpAndHoldsNobody() throws Exception {
    feedManyChanges();
    String many = "/api/v1/gate?service=many&base=1.0&candidate=1.1&type=cpu";
    JsonNode quick = api.json(many);
    assertTrue(quick.path("findings").size() >= 20, quick.toString());
    String slow = "paths:\n" + "  - {regex: '^(.{0,9})(.*)(.*)(.*)#', bar: 5}\n".repeat(1_000);
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> late = post(many + "&timeoutSeconds=1", slow);
      assertEquals(200, late.statusCode(), late.body());
      assertEquals("INCONCLUSIVE", TestApi.parse(late.body()).path("verdict").asString());
    }
    // More than there are workers were given up; the next question finds one.
    assertEquals("FAIL", gate("types: {cpu: {bar: 1}}").path("verdict").asString());
  }

  /** Half of the frames of 1.1 cost twice as much. */
  private void feedManyChanges() throws Exception {
    Random random = new Random(8);
    long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int i = 0; i < 2 * INSTANCES; i++) {
        boolean isBase = i % 2 == 0;
        for (int window = 0; window < WINDOWS; window++) {
          TestBatches batch = TestBatches.of("many", isBase ? "1.0" : "1.1", "i" + i);
          for (int leaf = 0; leaf < 40; leaf++) {
            int samples = (isBase || leaf % 2 == 0 ? 400 : 800) + random.nextInt(10);
            batch.cpu("java.lang.Thread.run;shop.Server.serve;shop.L" + leaf + ".work", samples);
          }
          daemon.store(batch.at(now - window * 10_000L));
        }
      }
    }
  }

  private static String ignoring(String until) {
    return "ignore:\n  - {frame: shop.Cart.total, reason: 'known, JIRA-1', until: " + until + "}\n";
  }

  /** 1.2 against 1.0 in cpu, by this policy. */
  private JsonNode gate(String policy) throws Exception {
    HttpResponse<String> response = post(REGRESSED + "&type=cpu", policy);
    assertEquals(200, response.statusCode(), response.body());
    return TestApi.parse(response.body());
  }

  private HttpResponse<String> post(String address, String policy) throws Exception {
    return api.post(address, policy, "Content-Type", "application/yaml");
  }

  private HttpResponse<String> flagger(String metadata) throws Exception {
    return api.post(
        "/api/v1/gate/flagger",
        "{\"name\":\"shop\",\"namespace\":\"prod\",\"phase\":\"Progressing\",\"metadata\":%s}"
            .formatted(metadata),
        "Content-Type",
        "application/json");
  }
}

package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.TargetState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What people and tools get from the API, of what daemons sent. */
class ApiTest {
  private static final String MAP = "java.util.concurrent.ConcurrentHashMap";

  @TempDir Path data;
  private final long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
  private Collector collector;
  private TestDaemon daemon;
  private TestApi api;

  @BeforeEach
  void start() throws Exception {
    collector =
        Collector.start(
            CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
    daemon = TestDaemon.greet(collector.grpcPort());
    api = new TestApi(collector.httpPort());
  }

  @AfterEach
  void stop() {
    daemon.close();
    collector.close();
  }

  @Test
  void servicesReleasesTypesAndSeriesAreListed() throws Exception {
    storeShop();
    JsonNode service = api.json("/api/v1/services").path("services").path(0);
    assertEquals("shop", service.path("service").asString());
    assertEquals(List.of("1.0", "1.1"), texts(service.path("releases")));
    assertEquals(List.of("alloc", "cpu"), texts(service.path("types")));
    assertEquals(7, service.path("instances").asInt());
    assertEquals(now - 50_000, service.path("firstSeenMillis").asLong());
    assertEquals(now + 10_000, service.path("lastSeenMillis").asLong());

    JsonNode releases = api.json("/api/v1/services/shop/releases").path("releases");
    assertEquals("1.0", releases.path(0).path("release").asString());
    assertEquals(List.of("17"), texts(releases.path(0).path("jdks")));
    assertEquals(List.of("17", "25"), texts(releases.path(1).path("jdks")));
    assertEquals(4, releases.path(1).path("instances").asInt());

    JsonNode cpu = api.json("/api/v1/services/shop/types").path("types").path(1);
    assertEquals(List.of("jdk.ExecutionSample", "jdk.CPUTimeSample"), texts(cpu.path("sources")));
    assertEquals(6 * 6 * 110, cpu.path("count").asLong());

    JsonNode series =
        api.json(
                "/api/v1/series?service=shop&match=" + TestApi.encoded("{service.version=\"1.0\"}"))
            .path("series");
    assertEquals(3, series.size());
    assertEquals(6, series.path(0).path("windows").asInt());
  }

  @Test
  void aFlameGraphMergesWhatMatchesAndNamesTheSourceThatItLeavesOut() throws Exception {
    storeShop();
    JsonNode flame = api.json("/api/v1/flame?service=shop&type=cpu&release=1.1");
    assertEquals(3, flame.path("instances").asInt());
    assertEquals(18, flame.path("windows").asInt());
    assertEquals(3 * 6 * 110, flame.path("totalCount").asLong());
    assertEquals("jdk.ExecutionSample", flame.path("source").asString());
    assertEquals(
        List.of("all", "shop.Cart.add", "shop.Main.run", "shop.Search.find"),
        texts(flame.path("tree").path("names")));
    assertEquals("[0,1,2,2]", flame.path("tree").path("depth").toString());
    assertEquals("[0,0,1800,180]", flame.path("tree").path("self").toString());
    JsonNode left = flame.path("leftOut").path(0);
    assertEquals("jdk.CPUTimeSample", left.path("source").asString());
    assertEquals(1, left.path("instances").asInt());

    JsonNode other =
        api.json(
            "/api/v1/flame?service=shop&type=cpu&match="
                + TestApi.encoded(left.path("match").asString()));
    assertEquals("jdk.CPUTimeSample", other.path("source").asString());
    assertEquals("read_error", flame.path("losses").path(0).path("reason").asString());
  }

  @Test
  void aFlameGraphTellsHowItsMethodsRanWhereDaemonsTellIt() throws Exception {
    for (int window = 0; window < 2; window++) {
      daemon.store(
          TestBatches.of("till", "1.0", "a")
              .cpu("till.Main.run;till.Sum.add", 10)
              .cpuKind("interpreted", "till.Main.run", 10)
              .cpuKind("inlined", "till.Sum.add", 9)
              .cpuKind("interpreted", "till.Sum.add", 1)
              .at(now - window * 10_000L));
    }
    daemon.store(TestBatches.of("old", "1.0", "a").cpu("old.Main.run", 10).at(now));

    JsonNode flame = api.json("/api/v1/flame?service=till&kinds=true");
    assertEquals(20, flame.path("totalCount").asLong());
    assertEquals(
        List.of("all", "till.Main.run", "till.Sum.add"), texts(flame.path("tree").path("names")));
    assertEquals(
        "{\"kinds\":[\"inlined\",\"interpreted\"],\"name\":[1,2],\"frames\":[0,20,18,2]}",
        flame.path("frameKinds").toString());
    assertFalse(api.json("/api/v1/flame?service=till").has("frameKinds"));
    assertEquals(
        "{\"kinds\":[],\"name\":[],\"frames\":[]}",
        api.json("/api/v1/flame?service=old&kinds=true").path("frameKinds").toString());
    assertEquals(
        1, api.json("/api/v1/services/till/types").path("types").size(), "kinds are no type");
    JsonNode service = api.json("/api/v1/services").path("services").path(1);
    assertEquals(List.of("cpu"), texts(service.path("types")));
  }

  @Test
  void aFlameGraphIsAlsoADownload() throws Exception {
    storeShop();
    HttpResponse<String> collapsed =
        api.get("/api/v1/flame?service=shop&type=cpu&release=1.0&format=collapsed");
    assertEquals(
        "shop.Main.run;shop.Cart.add 1800\nshop.Main.run;shop.Search.find 180\n", collapsed.body());
    HttpResponse<byte[]> pprof = api.bytes("/api/v1/flame?service=shop&format=pprof");
    assertEquals((byte) 0x1f, pprof.body()[0]);
    assertEquals(
        "attachment; filename=\"shop-cpu.pb.gz\"",
        pprof.headers().firstValue("Content-Disposition").orElse(""));
  }

  @Test
  void aComparisonNamesTheFrameThatAllocatesMore() throws Exception {
    storeShop();
    JsonNode diff = api.json("/api/v1/diff?service=shop&base=1.0&candidate=1.1&type=alloc");
    assertEquals("FAIL", diff.path("verdict").asString(), diff.path("reason").asString());
    assertEquals("17", diff.path("jdk").asString());
    assertEquals(3, diff.path("base").path("instances").asInt());
    JsonNode finding = diff.path("findings").path(0);
    assertEquals("regression", finding.path("kind").asString());
    assertEquals("shop.Cart.add", finding.path("applicationFrame").asString());
    assertTrue(finding.path("sentence").asString().contains("ConcurrentHashMap"));
    assertEquals(diff.path("tree").path("depth").size(), diff.path("tree").path("mark").size());
    assertEquals("25", diff.path("leftOut").path(0).path("jdk").asString());
    assertEquals(1, diff.path("leftOut").path(0).path("candidate").asInt());
  }

  @Test
  void aTimelineHasALineForEachRelease() throws Exception {
    storeShop();
    JsonNode timeline =
        api.json(
            "/api/v1/timeline?service=shop&type=cpu&by=release&stepSeconds=10&from=%d&to=%d"
                .formatted(now - 60_000, now + 10_000));
    assertEquals(now - 60_000, timeline.path("startMillis").asLong());
    assertEquals(10, timeline.path("stepSeconds").asInt());
    assertEquals("1.0", timeline.path("lines").path(0).path("by").asString());
    assertEquals(
        "[0,330,330,330,330,330,330]", timeline.path("lines").path(0).path("count").toString());
  }

  @Test
  void aServiceThatIsStillCollectingSaysSo() throws Exception {
    daemon.report(
        TargetReport.newBuilder()
            .addTargets(
                TargetState.newBuilder()
                    .setTarget(
                        Target.newBuilder()
                            .setId("node-1/4711/1")
                            .putLabels("service", "cart")
                            .putLabels("node", "node-1"))
                    .setPid(4711)
                    .setState(TargetState.State.RECORDING))
            .build());
    // Answered after the report: messages of a stream are handled in their order.
    daemon.store(TestBatches.of("other", "1", "a").cpu("a.B.c", 1).at(now));
    JsonNode flame = api.json("/api/v1/flame?service=cart");
    assertEquals(1, flame.path("tree").path("depth").size());
    assertEquals(4711, flame.path("collecting").path(0).path("pid").asInt());
    assertEquals(
        "cart", api.json("/api/v1/services").path("collecting").path(0).path("service").asString());
    assertEquals(
        "recording",
        api.json("/api/v1/targets?node=node-1").path("targets").path(0).path("state").asString());
  }

  @Test
  void errorsSayWhatExistsOrWhatWasExpected() throws Exception {
    storeShop();
    daemon.store(TestBatches.of("shop", "1.0", "x").label("note", "a".repeat(40)).at(now));
    assertProblem(404, "there are the services shop", "/api/v1/flame?service=shpo");
    assertProblem(404, "there are the types alloc, cpu", "/api/v1/flame?service=shop&type=heap");
    assertProblem(404, "releases 1.0, 1.1", "/api/v1/diff?service=shop&base=1.0&candidate=9");
    assertProblem(400, "'service' is missing", "/api/v1/flame");
    assertProblem(400, "now-15m", "/api/v1/flame?service=shop&from=yesterday");
    assertProblem(400, "is empty", "/api/v1/flame?service=shop&from=now&to=now-1h");
    assertProblem(400, "cannot read the match", "/api/v1/series?service=shop&match=release");
    assertProblem(
        400,
        "no regular expression",
        "/api/v1/series?service=shop&match=" + TestApi.encoded("{release=~\"(\"}"));
    assertProblem(
        422,
        "nested repetitions",
        "/api/v1/series?service=shop&match=" + TestApi.encoded("{note=~\"(a*)*\\\\1b\"}"));
    assertProblem(404, "/openapi.json", "/api/v1/nothing");
    assertProblem(404, "there is nothing at", "/nothing.js");
  }

  @Test
  void anEmptyAnswerSaysWhy() throws Exception {
    storeShop();
    JsonNode lock = api.json("/api/v1/flame?service=shop&type=lock");
    assertEquals(
        "7 instances were watched in this time and had no lock events",
        lock.path("message").asString());
    assertEquals("nanoseconds", lock.path("unit").asString());
    JsonNode nobody = api.json("/api/v1/flame?service=shop&release=3");
    assertTrue(nobody.path("message").asString().contains("no instance matches"));
    assertEquals(1, nobody.path("tree").path("depth").size());
  }

  @Test
  void statusCountsWhatCameIn() throws Exception {
    storeShop();
    daemon.send(TestBatches.of("shop", "1.0", "a").at(now + 1));
    assertTrue(daemon.answer().hasRefusal());
    JsonNode status = api.json("/api/v1/status");
    assertEquals(42, status.path("batchesAccepted").asLong());
    assertEquals(1, status.path("batchesRefused").path("invalid").asLong());
    assertEquals(42, status.path("losses").path("read_error").asLong());
    assertTrue(status.path("storeBytes").asLong() > 0);
  }

  /** Two releases with three instances each on 17, and one of 1.1 on 25, for six windows. */
  private void storeShop() throws InterruptedException {
    for (int window = 0; window < 6; window++) {
      for (int instance = 0; instance < 3; instance++) {
        for (String release : List.of("1.0", "1.1")) {
          daemon.store(
              shop(release, instance, window, 17)
                  .cpu("shop.Main.run;shop.Cart.add", 100)
                  .cpu("shop.Main.run;shop.Search.find", 10)
                  .at(now - window * 10_000L));
        }
      }
      daemon.store(
          shop("1.1", 3, window, 25)
              .label("jdk", "25")
              .row("cpu", "jdk.CPUTimeSample", "shop.Main.run;shop.Cart.add", 7, 7)
              .at(now - window * 10_000L));
    }
  }

  private static TestBatches shop(String release, int instance, int window, int jdk) {
    int jitter = (instance * 7 + window * 3) % 5;
    TestBatches batch =
        TestBatches.of("shop", release, release + "-" + instance).loss("read_error", 1, "events");
    if (jdk == 17) {
      long perRequest = release.equals("1.1") ? 400 + jitter : 20 + jitter;
      batch
          .alloc("shop.Main.run;shop.Cart.total;byte[]", 600 + jitter, 600_000 + 1000L * jitter)
          .alloc("shop.Main.run;shop.Search.find;byte[]", 300, 300_000)
          .alloc("shop.Main.run;shop.Cart.add;" + MAP, perRequest, perRequest * 1000);
    }
    return batch;
  }

  private void assertProblem(int status, String detail, String pathAndQuery) throws Exception {
    HttpResponse<String> response = api.get(pathAndQuery);
    assertEquals(status, response.statusCode(), pathAndQuery + ": " + response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    JsonNode problem = TestApi.parse(response.body());
    assertEquals(status, problem.path("status").asInt());
    assertTrue(
        problem.path("detail").asString().contains(detail), problem.path("detail").asString());
    assertFalse(problem.path("title").asString().isEmpty());
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}

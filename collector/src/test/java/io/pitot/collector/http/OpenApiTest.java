package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Budget;
import io.pitot.proto.v1.OwnUse;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.TargetReport;
import io.pitot.proto.v1.TargetState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The served description says what is really answered: every path, field and type. */
class OpenApiTest {
  @TempDir Path data;

  @Test
  void everyPathIsServedAndAnswersWithWhatItsSchemaSays() throws Exception {
    CollectorConfig config =
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config);
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      store(daemon);
      TestApi api = new TestApi(collector.httpPort());
      JsonNode document = api.json("/openapi.json");
      TreeSet<String> described = new TreeSet<>(document.path("paths").propertyNames());
      TreeSet<String> tried = new TreeSet<>(examples().keySet());
      tried.addAll(posts().keySet());
      assertEquals(tried, described);
      for (Map.Entry<String, String> example : examples().entrySet()) {
        check(api, document, example.getKey(), example.getValue());
      }
      for (Map.Entry<String, Post> post : posts().entrySet()) {
        checkPost(api, document, post.getKey(), post.getValue());
      }
      checkProblem(api, document);
    }
  }

  @Test
  void everyParameterOfThePathsIsTaken() throws Exception {
    try (Collector collector =
        Collector.start(
            CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0))) {
      TestApi api = new TestApi(collector.httpPort());
      JsonNode document = api.json("/openapi.json");
      // A value that no parameter takes, except for those that take any text.
      List<String> free =
          List.of(
              "service",
              "release",
              "type",
              "node",
              "by",
              "name",
              "kind",
              "base",
              "candidate",
              "requests");
      for (String path :
          List.of(
              "/api/v1/flame",
              "/api/v1/diff",
              "/api/v1/timeline",
              "/api/v1/locks",
              "/api/v1/pauses",
              "/api/v1/vitals",
              "/api/v1/why")) {
        for (JsonNode parameter :
            document.path("paths").path(path).path("get").path("parameters")) {
          String name = parameter.path("name").asString();
          if (!free.contains(name)) {
            String selected = path.equals("/api/v1/diff") ? "&base=1&candidate=2" : "";
            HttpResponse<String> response =
                api.get(path + "?service=shop" + selected + "&" + name + "=%3F%3F");
            assertTrue(
                response.statusCode() == 400 || response.statusCode() == 404,
                path + " " + name + ": " + response.body());
            assertEquals(
                name.equals("value") || name.equals("format") || name.equals("maxNodes")
                    ? response.statusCode()
                    : 400,
                response.statusCode(),
                path + " ignores " + name + ": " + response.body());
          }
        }
      }
    }
  }

  private static Map<String, String> examples() {
    Map<String, String> examples = new TreeMap<>();
    examples.put("/api/v1/services", "/api/v1/services");
    examples.put("/api/v1/fleet", "/api/v1/fleet");
    examples.put("/api/v1/services/{service}/releases", "/api/v1/services/shop/releases");
    examples.put("/api/v1/services/{service}/instances", "/api/v1/services/shop/instances");
    examples.put("/api/v1/services/{service}/newest", "/api/v1/services/shop/newest");
    examples.put("/api/v1/services/{service}/types", "/api/v1/services/shop/types");
    examples.put("/api/v1/series", "/api/v1/series?service=shop");
    examples.put("/api/v1/timeline", "/api/v1/timeline?service=shop");
    examples.put("/api/v1/flame", "/api/v1/flame?service=shop");
    examples.put("/api/v1/diff", "/api/v1/diff?service=shop&base=1.0&candidate=1.1");
    examples.put("/api/v1/services/{service}/findings", "/api/v1/services/shop/findings");
    examples.put("/api/v1/deploys", "/api/v1/deploys");
    examples.put("/api/v1/gate", "/api/v1/gate?service=shop&type=cpu");
    examples.put("/api/v1/locks", "/api/v1/locks?service=shop");
    examples.put("/api/v1/waits", "/api/v1/waits?service=shop");
    examples.put("/api/v1/samples", "/api/v1/samples?service=shop");
    examples.put("/api/v1/holders", "/api/v1/holders?service=shop");
    examples.put("/api/v1/pauses", "/api/v1/pauses?service=shop");
    examples.put("/api/v1/vitals", "/api/v1/vitals?service=shop");
    examples.put("/api/v1/maps", "/api/v1/maps?service=shop");
    examples.put("/api/v1/why", "/api/v1/why?service=shop");
    examples.put("/api/v1/targets", "/api/v1/targets");
    examples.put("/api/v1/status", "/api/v1/status");
    examples.put("/healthy", "/healthy");
    examples.put("/ready", "/ready");
    examples.put("/openapi.json", "/openapi.json");
    return examples;
  }

  private record Post(String address, String contentType, String body, int status) {}

  private static Map<String, Post> posts() {
    Map<String, Post> posts = new TreeMap<>();
    posts.put(
        "/api/v1/gate",
        new Post("/api/v1/gate?service=shop&type=cpu", "application/yaml", "max-mde: 2", 200));
    posts.put("/api/v1/backup", new Post("/api/v1/backup", "application/json", "{}", 200));
    posts.put(
        "/api/v1/deploys",
        new Post(
            "/api/v1/deploys",
            "application/json",
            """
            {"service":"shop","release":"1.1","at":"now-1m","url":"https://ci.example.com","text":"a"}
            """,
            201));
    posts.put(
        "/api/v1/live",
        new Post(
            "/api/v1/live",
            "application/json",
            """
            {"service":"nobody","seconds":30}
            """,
            404));
    posts.put(
        "/api/v1/drills",
        new Post(
            "/api/v1/drills",
            "application/json",
            """
            {"service":"shop","instance":"nobody","seconds":60}
            """,
            404));
    posts.put(
        "/api/v1/recordings",
        new Post(
            "/api/v1/recordings",
            "application/json",
            """
            {"service":"shop","instance":"nobody","lastSeconds":60}
            """,
            404));
    posts.put(
        "/api/v1/gate/flagger",
        new Post(
            "/api/v1/gate/flagger",
            "application/json",
            """
            {"name":"shop","namespace":"x","phase":"Progressing","metadata":{"type":"cpu"}}
            """,
            412));
    return posts;
  }

  private static void checkPost(TestApi api, JsonNode document, String path, Post post)
      throws Exception {
    HttpResponse<String> response =
        api.post(post.address(), post.body(), "Content-Type", post.contentType());
    assertEquals(post.status(), response.statusCode(), path + ": " + response.body());
    JsonNode operation = document.path("paths").path(path).path("post");
    assertTrue(
        operation.path("requestBody").path("content").has(post.contentType()),
        path + " does not describe " + post.contentType());
    JsonNode content =
        operation.path("responses").path(String.valueOf(post.status())).path("content");
    conforms(
        path,
        document,
        content.path(response.headers().firstValue("Content-Type").orElse("")).path("schema"),
        TestApi.parse(response.body()));
  }

  private static void check(TestApi api, JsonNode document, String path, String example)
      throws Exception {
    HttpResponse<String> response = api.get(example);
    assertEquals(200, response.statusCode(), path + ": " + response.body());
    JsonNode content =
        document.path("paths").path(path).path("get").path("responses").path("200").path("content");
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonNode media = content.path(type);
    assertTrue(!media.isMissingNode(), path + " answers with " + type);
    if (type.equals("application/json")) {
      conforms(path, document, media.path("schema"), TestApi.parse(response.body()));
    }
  }

  private static void checkProblem(TestApi api, JsonNode document) throws Exception {
    HttpResponse<String> response = api.get("/api/v1/flame?service=none");
    JsonNode schema = document.path("components").path("schemas").path("Problem");
    conforms("problem", document, schema, TestApi.parse(response.body()));
  }

  /** As much of JSON Schema as the document uses. */
  private static void conforms(String at, JsonNode document, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asString().replace("#/components/schemas/", "");
      JsonNode referred = document.path("components").path("schemas").path(name);
      assertTrue(referred.isObject(), at + " refers to " + name);
      conforms(at, document, referred, value);
      return;
    }
    switch (schema.path("type").asString()) {
      case "object" -> {
        assertTrue(value.isObject(), at + " is " + value);
        conformsAsObject(at, document, schema, value);
      }
      case "array" -> {
        assertTrue(value.isArray(), at + " is " + value);
        int i = 0;
        for (JsonNode item : value) {
          conforms(at + "[" + i++ + "]", document, schema.path("items"), item);
        }
      }
      case "integer" -> assertTrue(value.isIntegralNumber(), at + " is " + value);
      case "boolean" -> assertTrue(value.isBoolean(), at + " is " + value);
      case "number" -> assertTrue(value.isNumber(), at + " is " + value);
      case "string" -> {
        assertTrue(value.isString(), at + " is " + value);
        if (schema.has("enum")) {
          assertTrue(
              schema.path("enum").valueStream().anyMatch(value::equals), at + " is " + value);
        }
      }
      default -> throw new AssertionError(at + " has a schema of no known type: " + schema);
    }
  }

  private static void conformsAsObject(
      String at, JsonNode document, JsonNode schema, JsonNode value) {
    if (schema.has("additionalProperties")) {
      value
          .properties()
          .forEach(
              entry ->
                  conforms(
                      at + "." + entry.getKey(),
                      document,
                      schema.path("additionalProperties"),
                      entry.getValue()));
      return;
    }
    if (!schema.has("properties")) {
      return;
    }
    for (JsonNode required : schema.path("required")) {
      assertTrue(value.has(required.asString()), at + " lacks " + required);
    }
    value
        .properties()
        .forEach(
            entry -> {
              JsonNode property = schema.path("properties").path(entry.getKey());
              assertTrue(property.isObject(), at + "." + entry.getKey() + " is not described");
              conforms(at + "." + entry.getKey(), document, property, entry.getValue());
            });
  }

  private static void store(TestDaemon daemon) throws InterruptedException {
    long now = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
    for (int window = 0; window < 4; window++) {
      for (int i = 0; i < 3; i++) {
        daemon.store(
            TestBatches.of("shop", "1.0", "a" + i)
                .cpu("a.A.main;b.B.b", 200)
                .loss("jfr_data_lost", 2, "bytes")
                .waits("monitor", "a.Lock", "a.A.main;b.B.b;a.Lock", 3, 5_000_000, 1_000, 10)
                .single(-4_000_000, 5_000_000, "main", "holder")
                .waits("map_bin", "x.Map", 7, "a.A.main;x.Map", 3, 5_000_000, 0, 0)
                .pause("gc", "G1New", "System.gc()", 5, 1_000_000)
                .vital("threads", 12, 14)
                .event("pitot.MapRace", 7, "a.A.main", "mapId", 7L, "mapClass", "x.Map")
                .event("pitot.CheckThenAct", 7, "a.A.main", "mapId", 7L, "mapClass", "x.Map")
                .event("pitot.MapFailFast", 7, "a.A.main", "mapId", 7L, "mapClass", "x.Map")
                .event("pitot.AgentStatus", 7, "", "state", "on")
                .at(now - window * 10_000L));
        daemon.store(
            TestBatches.of("shop", "1.1", "b" + i)
                .cpu("a.A.main;b.B.b", 100)
                .cpu("a.A.main;c.C.c", 100)
                .at(now - window * 10_000L));
      }
    }
    daemon.store(
        TestBatches.of("shop", "1.1", "c")
            .label("jdk", "25")
            .row("cpu", "jdk.CPUTimeSample", "a.A.main", 1, 1)
            .at(now));
    daemon.report(
        TargetReport.newBuilder()
            .addTargets(
                TargetState.newBuilder()
                    .setTarget(Target.newBuilder().setId("x").putLabels("service", "cart"))
                    .setState(TargetState.State.ATTACHING))
            .setOwnUse(
                OwnUse.newBuilder()
                    .addBudgets(Budget.newBuilder().setName("cpu").setUsedPart(0.1).setLimit(0.25)))
            .build());
    // Handled after the report.
    daemon.send(TestBatches.of("shop", "1.0", "bad").at(now + 1));
    if (!daemon.answer().hasRefusal()) {
      throw new AssertionError("expected a refusal");
    }
  }
}

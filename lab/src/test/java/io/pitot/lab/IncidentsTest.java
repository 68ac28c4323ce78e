package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real services with and without a fault, one daemon, one collector: what does Pitot say? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** So many services run while one is asked about: the later ones are watched already. */
  private static final int AHEAD = 3;

  private static final int QUIET_WINDOWS = 2;
  private static final List<String> OTHERS = List.of("map-per-request", "other-load");

  @TempDir static Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String prefix = "lab" + ProcessHandle.current().pid() + "-";
  private final Map<String, List<IncidentJvm>> running = new HashMap<>();
  private final List<String> names =
      Stream.concat(Incident.ALL.stream().map(Incident::name), OTHERS.stream()).toList();
  private Servers servers;
  private Pitot daemon;

  @BeforeAll
  void startServers() throws Exception {
    servers = Servers.startCollector(folder.resolve("collector"), 0, 0);
    daemon =
        Pitot.start(
            "daemon",
            "--warm",
            "now",
            "--ingest",
            "127.0.0.1:" + servers.grpcPort(),
            "--state",
            folder.resolve("daemon").toString(),
            "--match",
            prefix);
  }

  @AfterAll
  void stopAll() throws Exception {
    running.values().forEach(jvms -> jvms.forEach(IncidentJvm::close));
    daemon.close();
    servers.close();
  }

  static Stream<Incident> incidents() {
    return Incident.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("incidents")
  void isNamedWhereItHappensAndNowhereElse(Incident incident) throws Exception {
    run(incident.name());
    JsonNode[] last = new JsonNode[1];
    Await.until(
        LIMIT,
        incident + " to be told",
        () -> {
          last[0] = why(incident.name(), true);
          return evidence(last[0], incident.answer())
              .anyMatch(sentence -> incident.guilty().stream().allMatch(sentence::contains));
        });
    awaitWindows(incident.name());
    JsonNode healthy = why(incident.name(), false);

    assertEquals(
        List.of(),
        evidence(healthy, incident.answer())
            .filter(sentence -> sentence.contains("Proven") || isVerdict(healthy, sentence))
            .toList(),
        healthy.toPrettyString());
    stop(incident.name());
  }

  @Test
  void aMapForEachRequestIsWhatTheServiceAllocates() throws Exception {
    run("map-per-request");
    // The JDK makes such maps, too, when it loads classes: the search is what must not.
    Predicate<String> made =
        Pattern.compile(
                "com\\.example\\.search\\.[A-Za-z]+\\.count;.*ConcurrentHashMap\\$Node\\[] \\d+")
            .asPredicate();
    Await.until(
        LIMIT, "a map for each request", () -> made.test(allocated("map-per-request", true)));
    awaitWindows("map-per-request");
    assertFalse(made.test(allocated("map-per-request", false)));
    stop("map-per-request");
  }

  @Test
  void moreVisitorsAreNoFinding() throws Exception {
    run("other-load");
    awaitWindows("other-load");
    for (String type : List.of("cpu", "alloc")) {
      JsonNode diff =
          servers.json("diff", prefix + "other-load", "healthy", "faulty", "--type", type);
      assertTrue(diff.path("findings").isEmpty(), diff.path("findings").toPrettyString());
    }
    stop("other-load");
  }

  /** The service in both modes, and those that are asked about next. */
  private void run(String name) throws Exception {
    int index = names.indexOf(name);
    for (String next : names.subList(index, Math.min(names.size(), index + AHEAD))) {
      if (!running.containsKey(next)) {
        List<IncidentJvm> both = new ArrayList<>();
        running.put(next, both);
        for (boolean faulty : new boolean[] {true, false}) {
          both.add(IncidentJvm.start(next, faulty, prefix + next, options(next)));
        }
      }
    }
  }

  private static String options(String name) {
    return Incident.ALL.stream()
        .filter(incident -> incident.name().equals(name))
        .map(Incident::agentOptions)
        .findFirst()
        .orElse("");
  }

  private void stop(String name) {
    running.getOrDefault(name, List.of()).forEach(IncidentJvm::close);
  }

  /** Until both modes have been watched for a while. */
  private void awaitWindows(String name) throws Exception {
    for (boolean faulty : new boolean[] {true, false}) {
      Await.until(
          LIMIT,
          "windows of " + name,
          () -> why(name, faulty).path("windows").asLong() >= QUIET_WINDOWS);
    }
  }

  private static Stream<String> evidence(JsonNode why, String answer) {
    return why.path("evidence")
        .valueStream()
        .filter(evidence -> evidence.path("answer").asString("").equals(answer))
        .map(evidence -> evidence.path("sentence").asString(""));
  }

  private static boolean isVerdict(JsonNode why, String sentence) {
    return why.path("sentence").asString("").equals(sentence);
  }

  private JsonNode why(String name, boolean faulty) throws Exception {
    return new JsonMapper().readTree(get("/api/v1/why?" + selection(name, faulty)));
  }

  private String allocated(String name, boolean faulty) throws Exception {
    return get("/api/v1/flame?type=alloc&format=collapsed&" + selection(name, faulty));
  }

  private String selection(String name, boolean faulty) {
    String match = "{release=\"" + IncidentJvm.release(faulty) + "\"}";
    return "service="
        + prefix
        + name
        + "&match="
        + URLEncoder.encode(match, StandardCharsets.UTF_8);
  }

  private String get(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(servers.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}

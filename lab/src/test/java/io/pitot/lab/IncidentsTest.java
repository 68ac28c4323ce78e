package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import tools.jackson.databind.node.JsonNodeFactory;

/** Real services with and without a fault, one daemon, one collector: what does Pitot say? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** So many services run while one is asked about: the later ones are watched already. */
  private static final int AHEAD = 3;

  private static final int QUIET_WINDOWS = 3;
  private static final List<String> OTHERS = List.of("other-load");

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
  void isNamedWhereItHappensAndNothingElsewhere(Incident incident) throws Exception {
    run(incident.name());
    JsonNode[] last = new JsonNode[1];
    Await.until(
        LIMIT,
        () -> incident + " to be told, not only " + last[0],
        () -> {
          last[0] = why(incident.name(), true);
          return evidence(last[0], incident.answer())
              .anyMatch(sentence -> incident.guilty().stream().allMatch(sentence::contains));
        });
    awaitSilence(incident.name(), false, incident.answer());
    stop(incident.name());
  }

  @Test
  void waitsInsidePausesAreToldApartFromTheLock() throws Exception {
    run("gc-pauses");
    Await.until(
        LIMIT,
        "a lock that collections make slow",
        () -> {
          JsonNode lock =
              json("/api/v1/locks?" + selection("gc-pauses", true))
                  .path("locks")
                  .valueStream()
                  .filter(l -> l.path("lockClass").asString().endsWith(".AuditTrail"))
                  .findFirst()
                  .orElse(JsonNodeFactory.instance.objectNode())
                  .path("sum");
          return 2 * lock.path("gcNanos").asLong() > lock.path("totalNanos").asLong();
        });
    stop("gc-pauses");
  }

  @Test
  void moreVisitorsAreNoFinding() throws Exception {
    run("other-load");
    awaitSilence("other-load", true, "");
    awaitSilence("other-load", false, "");
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

  /** Asked about again, it is started again. */
  private void stop(String name) {
    List<IncidentJvm> stopped = running.remove(name);
    if (stopped != null) {
      stopped.forEach(IncidentJvm::close);
    }
  }

  /**
   * Until the mode has been watched for a while and nothing holds it up but what a slow machine
   * does; faults are none, however slow it is.
   */
  private void awaitSilence(String name, boolean faulty, String incident) throws Exception {
    Set<String> silent = new HashSet<>(Set.of("nothing", "cpu", "safepoint", "gc"));
    silent.remove(incident);
    JsonNode[] last = new JsonNode[1];
    Await.until(
        LIMIT,
        () -> "silence about " + name + " instead of " + last[0],
        () -> {
          JsonNode all = why(name, faulty);
          for (String fault : Incident.FAULTS) {
            assertEquals(List.of(), evidence(all, fault).toList(), all.toPrettyString());
          }
          // Another service that starts beside it may keep a lock's holder from the processor.
          last[0] = json("/api/v1/why?from=now-40s&" + selection(name, faulty));
          return last[0].path("windows").asLong() >= QUIET_WINDOWS
              && silent.contains(last[0].path("verdict").asString());
        });
  }

  private static Stream<String> evidence(JsonNode why, String answer) {
    return why.path("evidence")
        .valueStream()
        .filter(evidence -> evidence.path("answer").asString("").equals(answer))
        .map(evidence -> evidence.path("sentence").asString(""));
  }

  private JsonNode why(String name, boolean faulty) throws Exception {
    return json("/api/v1/why?" + selection(name, faulty));
  }

  private String selection(String name, boolean faulty) {
    String match = "{release=\"" + IncidentJvm.release(faulty) + "\"}";
    return "service="
        + prefix
        + name
        + "&match="
        + URLEncoder.encode(match, StandardCharsets.UTF_8);
  }

  private JsonNode json(String path) throws Exception {
    URI uri = URI.create(servers.url() + path);
    return new JsonMapper()
        .readTree(
            http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
  }
}

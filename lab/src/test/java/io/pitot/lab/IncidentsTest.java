package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.ui.browser.Chromium;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Real services with and without a fault, one daemon, one collector: what does Pitot say? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncidentsTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final int QUIET_WINDOWS = 2;
  private static final Duration LOOK = Duration.ofMillis(500);

  @TempDir static Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String prefix = "lab" + ProcessHandle.current().pid() + "-";
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
    daemon.close();
    servers.close();
  }

  static Stream<Incident> incidents() {
    return Incident.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("incidents")
  @Execution(ExecutionMode.CONCURRENT)
  @SuppressWarnings("try") // the services are asked about, not spoken to
  void isNamedWhereItHappensAndNothingElsewhere(Incident incident) throws Exception {
    try (IncidentJvm healthy = start(incident.name(), false, incident.agentOptions())) {
      try (IncidentJvm faulty = start(incident.name(), true, incident.agentOptions())) {
        awaitNamed(incident);
        if (incident.answer().equals("gc")) {
          awaitWaitsInsidePauses(incident);
        }
        showPages(incident);
      }
      awaitSilence(incident.name(), false, incident.answer());
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @SuppressWarnings("try") // the services are asked about, not spoken to
  void moreVisitorsAreNoFinding() throws Exception {
    String name = "other-load";
    try (IncidentJvm few = start(name, false, "");
        IncidentJvm many = start(name, true, "")) {
      awaitSilence(name, true, "");
      awaitSilence(name, false, "");
      for (String type : List.of("cpu", "alloc")) {
        JsonNode diff =
            json(
                "/api/v1/diff?base=healthy&candidate=faulty&service=%s&type=%s"
                    .formatted(prefix + name, type));
        JsonNode findings = diff.path("findings");
        assertTrue(findings.isArray() && findings.isEmpty(), diff::toPrettyString);
      }
    }
  }

  private IncidentJvm start(String name, boolean faulty, String agentOptions) throws Exception {
    return IncidentJvm.start(name, faulty, prefix + name, agentOptions);
  }

  private void awaitNamed(Incident incident) throws Exception {
    JsonNode[] last = new JsonNode[1];
    Await.until(
        LIMIT,
        LOOK,
        () -> incident + " to be told, not only " + last[0],
        () -> {
          last[0] = why(incident.name(), true);
          return evidence(last[0], incident.answer())
              .anyMatch(sentence -> incident.guilty().stream().allMatch(sentence::contains));
        });
  }

  /** As a person would look at it, while it lasts. */
  private void showPages(Incident incident) throws Exception {
    if (Chromium.isSkipped() || !List.of("hot-key", "gc-pauses").contains(incident.name())) {
      return;
    }
    try (PagesInBrowser pages = PagesInBrowser.of(servers)) {
      if (incident.answer().equals("gc")) {
        pages.showsThePausesInsideWaits(prefix + incident.name(), "AuditTrail");
      } else {
        pages.showsWhatThreadsWaitFor(prefix + incident.name());
      }
    }
  }

  /** Waits inside pauses are told apart from the lock. */
  private void awaitWaitsInsidePauses(Incident incident) throws Exception {
    Await.until(
        LIMIT,
        LOOK,
        () -> "a lock that collections make slow",
        () -> {
          JsonNode lock =
              json("/api/v1/locks?" + selection(incident.name(), true))
                  .path("locks")
                  .valueStream()
                  .filter(l -> l.path("lockClass").asString().endsWith(".AuditTrail"))
                  .findFirst()
                  .orElse(JsonNodeFactory.instance.objectNode())
                  .path("sum");
          return 2 * lock.path("gcNanos").asLong() > lock.path("totalNanos").asLong();
        });
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
        LOOK,
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

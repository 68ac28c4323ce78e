package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.local.JavaHomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A service that tells its requests by an event of its own. Release 1.1 serves twice as many of
 * them, each at the same cost; in 1.2 each allocates four times as much everywhere, which moves no
 * share.
 */
class RequestCostTest {
  private static final int INSTANCES = 3;
  private static final int SECONDS = 1_800;
  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final int ENOUGH_REQUESTS = 3_000;

  private static final String PROGRAM =
      """
      public class Counted {
        @jdk.jfr.Name("shop.RequestServed")
        @jdk.jfr.StackTrace(false)
        static class RequestServed extends jdk.jfr.Event {}

        static volatile Object sink;

        public static void main(String[] args) throws Exception {
          int perSecond = Integer.parseInt(args[0]);
          int work = Integer.parseInt(args[1]);
          long end = System.nanoTime() + Integer.parseInt(args[2]) * 1_000_000_000L;
          while (System.nanoTime() < end) {
            for (int i = 0; i < perSecond / 20; i++) {
              search(work);
              render(work);
              new RequestServed().commit();
            }
            Thread.sleep(50);
          }
        }

        static void search(int work) {
          for (int i = 0; i < work; i++) {
            sink = new byte[20_000];
          }
        }

        static void render(int work) {
          for (int i = 0; i < work; i++) {
            sink = new char[8_000];
          }
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void comparesTheCostOfARequestByItselfWhereADaemonIsToldWhatCountsThem() throws Exception {
    Path classes = compile();
    Path config =
        Files.writeString(
            directory.resolve("daemon.yaml"),
            "requests:\n  - service: counted\n    event: shop.RequestServed\n");
    List<Process> jvms = new ArrayList<>();
    try (Servers servers = Servers.startCollector(directory.resolve("data"), 0, 0)) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        jvms.add(start(classes, "1.0", instance, 100, 4));
        jvms.add(start(classes, "1.1", instance, 200, 4));
        jvms.add(start(classes, "1.2", instance, 100, 16));
      }
      try (Pitot daemon = startDaemon(servers, config, jvms)) {
        awaitRequests(servers);
        JsonNode dearer = awaitFail(servers);
        JsonNode busier = diff(servers, "1.1");

        assertTrue(regressions(busier).isEmpty(), busier.path("findings").toString());
        JsonNode finding = regressions(dearer).get(0);
        assertEquals("request", finding.path("cost").path("per").asString());
        assertEquals(
            4,
            finding.path("cost").path("candidate").asDouble()
                / finding.path("cost").path("base").asDouble(),
            1.5,
            finding.toString());
        String evidence = finding.path("evidence").toString();
        assertTrue(evidence.contains(" per request"), evidence);
        assertTrue(evidence.contains(" per second"), evidence);
        // As the verdict: it is of the windows so far.
        Await.until(LIMIT, () -> "the gate, " + daemon.err(), () -> gate(servers, "1.2") == 1);
      }
    } finally {
      jvms.forEach(Processes::end);
    }
  }

  private static List<JsonNode> regressions(JsonNode diff) {
    return diff.path("findings")
        .valueStream()
        .filter(finding -> finding.path("kind").asString().equals("regression"))
        .toList();
  }

  private static JsonNode diff(Servers servers, String candidate) throws Exception {
    return servers.json("diff", "counted", "1.0", candidate, "--type", "alloc");
  }

  private static int gate(Servers servers, String candidate) throws Exception {
    return servers.ask("gate", "counted", "1.0", candidate, "--type", "alloc").exitCode();
  }

  private static void awaitRequests(Servers servers) throws Exception {
    Await.value(
        LIMIT,
        "requests of the service",
        () -> {
          Pitot.Ended types = servers.ask("types", "counted", "-o", "json");
          return types.exitCode() == 0 && requests(types.out()) >= ENOUGH_REQUESTS * INSTANCES
              ? Optional.of(true)
              : Optional.empty();
        });
  }

  /** On a busy machine a minute of requests may tell too little. */
  private static JsonNode awaitFail(Servers servers) throws Exception {
    return Await.value(
        LIMIT,
        "a verdict",
        () ->
            Optional.of(diff(servers, "1.2"))
                .filter(diff -> diff.path("verdict").asString().equals("FAIL")));
  }

  private static long requests(String types) {
    long requests = 0;
    for (JsonNode type :
        new tools.jackson.databind.json.JsonMapper().readTree(types).path("types")) {
      requests += type.path("type").asString().equals("requests") ? type.path("count").asLong() : 0;
    }
    return requests;
  }

  private Pitot startDaemon(Servers servers, Path config, List<Process> jvms) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("daemon", "--config", config.toString()));
    arguments.addAll(List.of("--ingest", "127.0.0.1:" + servers.grpcPort()));
    arguments.addAll(List.of("--state", directory.resolve("state").toString()));
    arguments.addAll(List.of("--warm", "now"));
    jvms.forEach(jvm -> arguments.addAll(List.of("--pid", Long.toString(jvm.pid()))));
    return Pitot.start(arguments.toArray(String[]::new));
  }

  private Path compile() throws IOException {
    Path source = Files.writeString(directory.resolve("Counted.java"), PROGRAM);
    Path classes = Files.createDirectory(directory.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, failed);
    return classes;
  }

  private static Process start(
      Path classes, String release, int instance, int requestsPerSecond, int work)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaHomes.ours().resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                classes.toString(),
                "Counted",
                Integer.toString(requestsPerSecond),
                Integer.toString(work),
                Integer.toString(SECONDS))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OTEL_SERVICE_NAME", "counted");
    builder
        .environment()
        .put(
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.version=%s,service.instance.id=%s-%d".formatted(release, release, instance));
    return builder.start();
  }
}

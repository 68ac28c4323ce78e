package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.local.JavaHomes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot up} with a JVM of a person's own. */
class UpTest {
  private static final String RUNS_ALREADY = "a drill runs in it already";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern COLLECTOR = Pattern.compile("collector: (http://[^/\\s]+)");
  private static final Pattern FLAME_GRAPH = Pattern.compile("flame graph: \\S+service=own\\S*");

  @Test
  void recordsOneJvmAndLeavesItAsItWas() throws Exception {
    try (Shop shop = Shop.start(JavaHomes.ours(), "own", "own-1", 3_600);
        Pitot up = Pitot.start("up", "--pid", Long.toString(shop.pid()))) {
      Matcher collector = up.awaitLine(COLLECTOR, LIMIT);
      up.awaitLine(FLAME_GRAPH, LIMIT);

      Await.until(
          LIMIT,
          "its state in the list",
          () -> state(shop.pid(), collector.group(1)).equals("recording"));
      assertTrue(recordings(shop.pid()).contains("name=pitot"), recordings(shop.pid()));
      Await.until(
          LIMIT,
          "the desk's waits",
          () ->
              Pitot.run("flame", "own", "--type", "park", "--collector", collector.group(1))
                  .ok()
                  .contains("io.pitot.lab.shop.checkout.PaymentDesk.work;"));

      drillsThroughTheCollector(shop.pid(), collector.group(1));
      Await.until(
          LIMIT,
          "samples one by one, with their threads",
          () ->
              get(collector.group(1) + "/api/v1/samples?service=own&limit=9")
                      .at("/samples/0/thread")
                      .asString("")
                      .length()
                  > 1);

      up.terminate();
      up.awaitEnd(LIMIT);

      assertTrue(shop.isAlive());
      assertFalse(recordings(shop.pid()).contains("name=pitot"), recordings(shop.pid()));
    }
  }

  private static void drillsThroughTheCollector(long pid, String collector) throws Exception {
    // On a busy machine the collector may have given up on a JVM that begins it all the same.
    Await.until(
        LIMIT,
        "a drill",
        () -> {
          HttpResponse<String> answer = drill(collector);
          return answer.statusCode() == 200 || answer.body().contains(RUNS_ALREADY);
        });
    assertTrue(recordings(pid).contains("name=pitot-drill"), recordings(pid));
    Await.until(
        LIMIT,
        "the drill in the list of JVMs",
        () -> get(collector + "/api/v1/targets").at("/targets/0/drill/untilMillis").asLong() > 0);
    Await.until(
        LIMIT,
        "the command's refusal of a second one",
        () ->
            Pitot.run("drill", "own/own-1", "--for", "5s", "--collector", collector)
                .err()
                .contains(RUNS_ALREADY));
  }

  private static HttpResponse<String> drill(String collector) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(collector + "/api/v1/drills"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"service\":\"own\",\"instance\":\"own-1\",\"seconds\":600}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode get(String address) throws Exception {
    return new JsonMapper()
        .readTree(
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(address)).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
  }

  private static String state(long pid, String collector) throws Exception {
    JsonNode answer =
        new JsonMapper().readTree(Pitot.run("jvms", "-o", "json", "--collector", collector).ok());
    return answer
        .path("jvms")
        .valueStream()
        .filter(jvm -> jvm.path("pid").asLong() == pid)
        .map(jvm -> jvm.path("state").asString(""))
        .findFirst()
        .orElse("not listed");
  }

  private static String recordings(long pid) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                JavaHomes.ours().resolve("bin/jcmd").toString(), Long.toString(pid), "JFR.check")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, jcmd.waitFor(), said);
    return said;
  }
}

package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person at 3 a.m. types, against a real collector. */
class WaitCommandsTest {
  private static FedCollector collector;

  @TempDir static Path data;

  @BeforeAll
  static void start() throws Exception {
    collector = new FedCollector(data);
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  @Test
  void locksTellWhatIsLeftNetOfPauses() {
    String text = run("locks", "shop", "--release", "1.0").ok();
    assertTrue(
        text.startsWith(
            "6 instances, 18 windows of 10 s: 180 waits, 1.4 s in all, 720.0 ms of it inside GC"
                + " pauses"),
        text);
    assertTrue(
        text.lines()
            .anyMatch(
                line ->
                    line.startsWith("monitor  java.util.Hashtable")
                        && line.contains("720.0 ms")
                        && line.endsWith("shop.Server.serve")),
        text);
    JsonNode json = run("locks", "shop", "-o", "json").json();
    assertEquals(540, json.at("/locks/0/sum/waits").asInt());
    assertEquals(540 * 4_000_000L, json.at("/locks/0/sum/netNanos").asLong());
  }

  @Test
  void pausesMapsAndWhyAnswer() {
    String pauses = run("pauses", "shop").ok();
    assertTrue(pauses.startsWith("18 instances stood still for 1.1 s: 0.20 %"), pauses);
    assertTrue(pauses.contains("G1New"), pauses);
    String maps = run("maps", "shop").ok();
    assertTrue(maps.contains("Race in java.util.Hashtable shop.Cart.add"), maps);
    assertTrue(maps.contains("    at java.util.HashMap.put(HashMap.java:1)\n    at shop"), maps);
    String why = run("why", "shop").ok();
    assertTrue(why.startsWith("RACE: Proven: two threads were inside the Hashtable used in"), why);
    assertEquals("race", run("why", "shop", "-o", "json").json().path("verdict").asString());
  }

  @Test
  void anUnknownServiceIsToldInOneLine() {
    for (String command : new String[] {"locks", "maps", "pauses", "why"}) {
      Ran ran = run(command, "none");
      assertEquals(4, ran.exitCode(), ran.toString());
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
  }

  private static Ran run(String... arguments) {
    return Ran.command(
        Stream.concat(Stream.of(arguments), Stream.of("--collector", collector.url()))
            .toArray(String[]::new));
  }
}

package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a pipeline sees: the exit code above all. */
class GateCommandTest {
  private static FedCollector collector;

  @TempDir static Path data;
  @TempDir Path files;

  @BeforeAll
  static void start() throws Exception {
    collector = new FedCollector(data);
  }

  @AfterAll
  static void stop() {
    collector.close();
  }

  private record Run(int exitCode, String out, String err) {}

  @Test
  void theVerdictIsTheExitCode() {
    Run pass = gate("shop", "1.0", "1.1");
    assertEquals(0, pass.exitCode(), pass.toString());
    assertTrue(pass.out().startsWith("PASS: shop 1.0 -> 1.1\n"), pass.out());

    Run fail = gate("shop", "1.0", "1.2", "--type", "cpu");
    assertEquals(1, fail.exitCode(), fail.toString());
    assertTrue(fail.out().contains("\nFAILS, cpu, regression: shop.Cart.total"), fail.out());
    assertTrue(fail.out().contains("\n  evidence share: "), fail.out());

    Run inconclusive = gate("shop", "1.0", "1.1", "--type", "lock");
    assertEquals(2, inconclusive.exitCode(), inconclusive.toString());

    for (Run run : List.of(pass, fail, inconclusive)) {
      assertTrue(run.out().contains("\nminimum detectable effect: "), run.out());
    }
  }

  @Test
  void anyTwoSelectionsAreCompared() {
    String[] at = {"--collector", collector.url(), "-o", "json"};
    JsonNode labels =
        Ran.command(
                with(
                    at,
                    "diff",
                    "shop",
                    "--base-match",
                    "{release=\"1.0\"}",
                    "--candidate-match",
                    "{release=~\"1.[2]\"}"))
            .json();
    assertEquals("FAIL", labels.path("verdict").asString(), labels.path("reason").asString());
    assertEquals("{release=\"1.0\"}", labels.path("base").path("label").asString());

    JsonNode times =
        Ran.command(
                with(
                    at,
                    "diff",
                    "shop",
                    "1.0",
                    "1.2",
                    "--candidate-from",
                    "now-2h",
                    "--candidate-to",
                    "now-1h"))
            .json();
    assertEquals(0, times.path("candidate").path("instances").asInt(), times.path("reason") + "");
    assertEquals(2, Ran.command("diff", "shop").exitCode());
  }

  @Test
  void withoutATypeAllThatTheServiceHasIsCompared() {
    String[] at = {"--collector", collector.url()};
    String all = Ran.command(with(at, "diff", "shop", "1.0", "1.2")).out();
    assertTrue(all.startsWith("shop 1.0 "), all);
    assertTrue(all.contains(", cpu, JDK 17: FAIL"), all);
    assertTrue(all.contains(", gc_pause, JDK 17: PASS"), all);
    String one = Ran.command(with(at, "diff", "shop", "1.0", "1.2", "--type", "alloc")).out();
    assertTrue(one.contains(", alloc, JDK 17: PASS") && all.contains(one), all);
  }

  private static String[] with(String[] common, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(common));
    return all.toArray(String[]::new);
  }

  @Test
  void whateverGoesWrongIsNoVerdict() throws Exception {
    assertEquals(4, gate("shop", "1.0", "9.9").exitCode());
    assertEquals(4, gate("none", "1.0", "1.1").exitCode());
    assertEquals(3, gate("shop", "1.0").exitCode());
    assertEquals(3, gate("shop", "1.0", "1.1", "--no-such-flag").exitCode());
    assertEquals(3, gate("shop", "1.0", "1.1", "--from", "yesterday").exitCode());
    assertEquals(3, gate("shop", "1.0", "1.0").exitCode());
    assertEquals(4, gate("shop", "1.0", "1.1", "--expect-improvement", "No.such").exitCode());
    Run nobody = run("gate", "shop", "1.0", "1.1", "--collector", "http://127.0.0.1:1");
    assertEquals(3, nobody.exitCode(), nobody.toString());
    Path wrong = Files.writeString(files.resolve("wrong.yaml"), "max-mde: 1\nbarr: 2\n");
    Run policy = gate("shop", "1.0", "1.1", "--policy", wrong.toString());
    assertEquals(3, policy.exitCode(), policy.toString());
    assertTrue(policy.err().contains("wrong.yaml:2: 'barr' is no key"), policy.err());
  }

  @Test
  void aPolicyChangesTheVerdict() throws Exception {
    Path policy =
        Files.writeString(
            files.resolve("policy.yaml"),
            "ignore: [{frame: shop.Cart.total, reason: accepted, until: 2999-12-31}]\n");
    Run run = gate("shop", "1.0", "1.2", "--policy", policy.toString());

    assertEquals(0, run.exitCode(), run.toString());
    assertTrue(run.out().contains("ignored, cpu, regression"), run.out());
    assertTrue(run.out().contains("accepted"), run.out());
  }

  @Test
  void aFixIsProvenByItsFrame() {
    Run proven = gate("shop", "1.2", "1.1", "--expect-improvement", "Cart.total");
    assertEquals(0, proven.exitCode(), proven.toString());
    assertTrue(proven.out().contains("Proven: Cart.total got cheaper"), proven.out());

    Run missing = gate("shop", "1.0", "1.1", "--expect-improvement", "shop.Server.serve");
    assertEquals(1, missing.exitCode(), missing.toString());
    assertTrue(missing.out().contains("Not proven: "), missing.out());
  }

  @Test
  void jsonHasWhatPipelinesRead() {
    JsonNode json =
        new JsonMapper().readTree(gate("shop", "1.0", "1.2", "-o", "json", "--type", "cpu").out());

    assertEquals("FAIL", json.path("verdict").asString());
    assertTrue(json.path("mde_points").isNumber());
    assertEquals("shop.Cart.total", json.path("findings").path(0).path("frame").asString());
  }

  @Test
  void configCheckNamesLines() throws Exception {
    Path right = Files.writeString(files.resolve("right.yaml"), "types: {cpu: {bar: 1}}\n");
    Path wrong = Files.writeString(files.resolve("wrong.yaml"), "types: {cpu: {barr: 1}}\n");

    assertEquals(0, run("config", "check", right.toString()).exitCode());
    Run run = run("config", "check", wrong.toString());
    assertEquals(1, run.exitCode());
    assertEquals(wrong + ":1: 'barr' is no key of type cpu: there are bar, max-mde\n", run.err());
    Path expired =
        Files.writeString(
            files.resolve("expired.yaml"),
            "ignore:\n  - {frame: a.B.c, reason: known, until: 2020-12-31}\n");
    Run told = run("config", "check", expired.toString());
    assertEquals(0, told.exitCode());
    assertTrue(told.err().startsWith(expired + ":2: expired on 2020-12-31"), told.err());
    assertEquals(3, run("config", "check", files.resolve("none").toString()).exitCode());
  }

  private static Run gate(String... arguments) {
    List<String> all = new ArrayList<>(List.of("gate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--collector", collector.url()));
    return run(all.toArray(String[]::new));
  }

  static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Set.of());
    int exitCode = Main.run(terminal, arguments);
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}

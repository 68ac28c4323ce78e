package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.console.Failure;
import io.pitot.daemon.budget.Budgets;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.RequestSource;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.SettingsFiles;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonFileTest {
  @TempDir Path folder;

  @Test
  void aFileOfSettingsReplacesPitotsOwn() throws Exception {
    String own = "<configuration/>";
    Files.writeString(folder.resolve("settings17.jfc"), own);
    assertEquals(own, read("settings: " + folder).settings().upTo24());
    Files.delete(folder.resolve("settings17.jfc"));
    String message = DaemonFile.problems(Path.of("x.yaml"), "settings: " + folder).get(0);
    assertTrue(message.startsWith("x.yaml:1: 'settings': " + folder + " has neither"), message);
  }

  @Test
  void allOfItIsRead() throws Exception {
    DaemonFile file =
        read(
            """
            match: shop|cart
            exclude: batch-.*
            warm: spaced
            labels:
              deployment.environment.name: production
            rates:
              cpu: 50ms
              cpu-time: 15ms
              alloc: 75
              lock: 500us
            status: "off"
            remote: off
            budgets: {cpu: 40%, heap: 70%, spool: 1GB, network: 256KB/s}
            requests:
              - service: shop
                event: com.example.Request
            """);
    assertEquals("shop|cart", file.match().orElseThrow().pattern());
    assertEquals("batch-.*", file.exclude().orElseThrow().pattern());
    assertEquals(Optional.of(WarmPolicy.SPACED), file.warm());
    assertEquals(Map.of("deployment.environment.name", "production"), file.labels());
    assertEquals(
        new Rates(
            Duration.ofMillis(50),
            Duration.ofMillis(15),
            75,
            Duration.ofNanos(500_000),
            Duration.ofMillis(1)),
        file.rates());
    assertEquals(Optional.of("off"), file.status());
    assertEquals(SettingsFiles.BUILT_IN, file.settings());
    assertFalse(file.remote());
    assertEquals(new Budgets(0.4, 0.7, 1L << 30, 256L << 10), file.budgets());
    assertEquals(DaemonFile.NONE, read(""));
    assertEquals(new Budgets(0.25, 0.85, 256L << 20, 1L << 20), read("").budgets());
  }

  @Test
  void eachMistakeIsToldWithItsLine() {
    String text =
        """
        warm: perhaps
        labels:
          service: shop
        rates:
          lock: soon
          gc: 1ms
        exclude: "("
        wrong: 1
        remote: perhaps
        budgets:
          cpu: 3
        """;
    List<String> problems = DaemonFile.problems(Path.of("d.yaml"), text);
    assertEquals(8, problems.size(), problems::toString);
    assertEquals("d.yaml:1: 'warm' is never, spaced or now, not 'perhaps'", problems.get(0));
    assertEquals("d.yaml:3: each JVM says its service itself", problems.get(1));
    assertTrue(problems.get(2).startsWith("d.yaml:5: 'lock' of the rates is a time"));
    assertTrue(problems.get(3).startsWith("d.yaml:6: 'gc' is no key of the rates"));
    assertTrue(problems.get(4).startsWith("d.yaml:7: '(' is no regular expression"));
    assertTrue(problems.get(5).startsWith("d.yaml:8: 'wrong' is no key of the daemon's"));
    assertEquals("d.yaml:9: 'remote' is on or off, not 'perhaps'", problems.get(6));
    assertTrue(problems.get(7).startsWith("d.yaml:11: 'cpu' of the budgets is from 1% to 1600%"));
  }

  private DaemonFile read(String text) throws Exception {
    try {
      return DaemonFile.read(Files.writeString(folder.resolve("d.yaml"), text));
    } catch (Failure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void requestsAreEventsTotalsOrCallsOfAMethod() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("daemon.yaml"),
            """
            requests:
              - service: shop
                event: com.example.RequestServed
              - service: checkout-.*
                event: com.example.HttpTotals
                counter: requests
              - service: search
                method: com.example.Search$Handler.handle
            """);

    assertEquals(
        List.of(
            new RequestSource("com.example.RequestServed", ""),
            new RequestSource("com.example.HttpTotals", "requests"),
            RequestSource.ofCalls("com.example.Search$Handler.handle")),
        DaemonFile.read(file).requests().rules().stream().map(RequestRules.Rule::source).toList());
  }

  @Test
  void eachMistakeIsNamedWithItsLine() {
    List<String> problems =
        DaemonFile.problems(
            Path.of("daemon.yaml"),
            """
            requests:
              - service: nothing
              - service: both
                method: com.example.Search.handle
                counter: requests
              - service: odd
                method: handle
              - service: busy
                event: jdk.GCPhasePause
            """);

    List<String> expected =
        List.of(
            "daemon.yaml:2: a rule for requests needs an event",
            "daemon.yaml:5: a rule has a method or an event, and this one has both",
            "daemon.yaml:7: 'handle' is no method",
            "daemon.yaml:9: events of type jdk.GCPhasePause are taken for something else");
    assertEquals(expected.size(), problems.size(), problems.toString());
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(problems.get(i).startsWith(expected.get(i)), problems.get(i));
    }
  }

  @Test
  void aWrongFileIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("daemon.yaml"), "requests: [{service: shop}]");
    String told = assertThrows(Failure.class, () -> DaemonFile.read(file)).getMessage();
    assertTrue(String.valueOf(told).contains("daemon.yaml:1:"), told);
  }

  @Test
  void theAgentIsAttachedEverywhereOrWhereAPatternSays() throws Exception {
    Path everywhere = Files.writeString(folder.resolve("all.yaml"), "agent: attach\n");
    Path some =
        Files.writeString(
            folder.resolve("some.yaml"),
            """
            agent:
              attach: shop|cart
              options: check-then-act=com.acme
            """);

    assertTrue(agent(everywhere).match().matcher("anything").find());
    assertTrue(agent(some).match().matcher("my-cart").find());
    assertFalse(agent(some).match().matcher("search").find());
    assertEquals("check-then-act=com.acme", agent(some).options());
    assertEquals(Optional.empty(), DaemonFile.NONE.agent());
    for (String wrong : List.of("agent: yes", "agent: {options: x}", "agent: {attach: '['}")) {
      assertEquals(1, DaemonFile.problems(everywhere, wrong).size(), wrong);
    }
  }

  private static DaemonFile.AgentChoice agent(Path file) throws Failure {
    return DaemonFile.read(file).agent().orElseThrow();
  }
}

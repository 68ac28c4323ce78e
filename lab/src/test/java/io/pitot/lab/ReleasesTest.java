package io.pitot.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The shop beside itself and beside its faulty releases, all at the same time, three of each; one
 * of the three on another JDK where there is one. {@code benchmarks/run canary} does more of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleasesTest {
  private static final int WINDOWS = 9;
  private static final int REQUESTS_PER_SECOND = 40;
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @TempDir static Path data;

  private Fleet fleet;

  @BeforeAll
  void runThemAll() throws Exception {
    List<Fleet.Release> releases = new ArrayList<>(List.of(Canary.BASE, Canary.AGAIN));
    Canary.FAULTS.forEach(fault -> releases.add(Fleet.Release.of(fault.release())));
    List<Path> homes = List.copyOf(Jdks.all().values());
    fleet = new Fleet(Path.of("shop"), data, REQUESTS_PER_SECOND);
    for (Path home : List.of(homes.get(0), homes.get(0), homes.get(homes.size() - 1))) {
      for (Fleet.Release release : releases) {
        fleet.start(home, release);
      }
    }
    fleet.watch();
    fleet.awaitWindows(WINDOWS, LIMIT);
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  /** Without the CPU's: three JVMs are sampled too seldom in so short a time. */
  static List<Canary.Fault> faults() {
    return Canary.FAULTS.stream().filter(fault -> !fault.type().equals("cpu")).toList();
  }

  /**
   * A busy machine makes fewer events, and three of each that share it may differ in load: then the
   * verdict is not FAIL yet, but the fault has its name.
   */
  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsNamed(Canary.Fault fault) throws Exception {
    JsonNode diff =
        Await.value(
            LIMIT,
            fault.toString(),
            () -> {
              JsonNode answer = fleet.diff("1.0", fault.release(), fault.type());
              String frame = answer.path("findings").path(0).path("applicationFrame").asString("");
              return frame.equals(fault.frame()) ? Optional.of(answer) : Optional.empty();
            });
    JsonNode worst = diff.path("findings").path(0);

    assertNotEquals("PASS", diff.path("verdict").asString(), diff.path("reason").asString());
    assertEquals(fault.about(), worst.path("class").asString(), worst.toString());
    assertTrue(worst.path("lowPoints").asDouble() > 0, worst.toString());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aReleaseDoesNotFailBesideItself(Canary.Fault fault) throws Exception {
    JsonNode diff = fleet.diff("1.0", "1.0-again", fault.type());

    assertNotEquals("FAIL", diff.path("verdict").asString(), diff.path("reason").asString());
  }

  @Test
  void whatEachJdkTellsIsCombined() throws Exception {
    JsonNode diff = fleet.diff("1.0", "1.1", "alloc");

    assertEquals(Jdks.all().size(), diff.path("strata").size());
    assertEquals(3, diff.path("candidate").path("instances").asInt());
    assertEquals(0, diff.path("leftOut").size());
  }
}

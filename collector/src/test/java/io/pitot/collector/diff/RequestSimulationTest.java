package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a comparison by request is wrong. {@code -Dpitot.requests.runs=1000} for more; a run's
 * number is its seed.
 */
class RequestSimulationTest {
  private static final int RUNS = Integer.getInteger("pitot.requests.runs", 20);
  private static final Simulation.Design LARGE = new Simulation.Design(8, 30, 2000);

  @ParameterizedTest
  @CsvSource({"8, 30, 1", "8, 30, 1.5", "8, 30, 0.6", "4, 6, 1", "4, 6, 1.5"})
  void whatServesMoreOrLessAtTheSameCostDoesNotFail(int instances, int windows, double load) {
    Simulation.Design design = new Simulation.Design(instances, windows, 2000);
    List<Integer> failed = new ArrayList<>();
    int passed = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      Simulation service = new Simulation(seed);
      Report report = service.compareByRequest(service.load(load), 1, design);
      if (report.verdict() == Verdict.FAIL) {
        failed.add(seed);
      }
      passed += report.verdict() == Verdict.PASS ? 1 : 0;
    }
    System.out.printf(
        "by request, %s, load %.1f: FAIL %d, PASS %d of %d%n",
        design, load, failed.size(), passed, RUNS);
    assertTrue(failed.size() <= 1 + RUNS / 50, "seeds " + failed);
  }

  /** Everything costs a third more, which moves no share. */
  @Test
  void whatCostsMoreEverywhereFails() {
    long found =
        IntStream.range(0, RUNS)
            .mapToObj(Simulation::new)
            .map(service -> service.compareByRequest(service.load(1.5), 1.3, LARGE))
            .filter(report -> report.verdict() == Verdict.FAIL)
            .count();
    System.out.printf("by request, %s, +30 %% everywhere: FAIL %d of %d%n", LARGE, found, RUNS);
    assertTrue(found >= RUNS * 9 / 10, found + " of " + RUNS);
  }

  @Test
  void aFrameThatCostsMoreIsNamed() {
    int found = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      Simulation service = new Simulation(seed);
      Simulation.Change change =
          service.withNew(service.frameThatCosts(0.01), "shop.New.frame", 0.005);
      Report report = service.compareByRequest(change, 1, LARGE);
      boolean isNamed =
          report.verdict() == Verdict.FAIL
              && report.findings().get(0).frame().equals("shop.New.frame");
      found += isNamed ? 1 : 0;
    }
    System.out.printf("by request, %s, new frame +0.5: named %d of %d%n", LARGE, found, RUNS);
    assertTrue(found >= RUNS * 9 / 10, found + " of " + RUNS);
  }
}

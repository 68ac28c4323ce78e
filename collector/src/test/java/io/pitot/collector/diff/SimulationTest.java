package io.pitot.collector.diff;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * How often the differ is right, counted over many simulated pairs of releases. A run's seed is its
 * number; what goes wrong is listed by seed.
 */
class SimulationTest {
  private static final Simulation.Design FOUR = new Simulation.Design(4, 6, 2000);
  private static final Simulation.Design THREE = new Simulation.Design(3, 6, 2000);
  private static final Simulation.Design EIGHT = new Simulation.Design(8, 30, 1000);

  @Test
  void aReleaseComparedWithItselfDoesNotFail() {
    atMost(3, in("itself", 300, FOUR, Simulation::same), SimulationTest::fails);
    atMost(3, in("itself", 300, THREE, Simulation::same), SimulationTest::fails);
    Runs large = in("itself", 40, EIGHT, Simulation::same);
    atMost(0, large, SimulationTest::fails);
    atLeast(36, large, report -> report.verdict() == Verdict.PASS);
  }

  @Test
  void aNewFrameOfHalfAPointIsFound() {
    Runs runs = in("new frame +0.5", 50, FOUR, SimulationTest::newFrame);
    atLeast(47, runs, SimulationTest::blamesTheNewFrame);
    atMost(55, runs.regressions());
    atLeast(
        47,
        in("new frame +0.5", 50, THREE, SimulationTest::newFrame),
        SimulationTest::blamesTheNewFrame);
  }

  @Test
  void aNewFrameOfATenthOfAPointIsMarkedInALargeComparison() {
    Runs runs =
        in(
            "new frame +0.1",
            30,
            EIGHT,
            service -> service.withNew(service.frameThatCosts(0.01), "shop.New.frame", 0.001));
    atLeast(
        27,
        runs,
        report -> report.findings().stream().anyMatch(f -> f.frame().equals("shop.New.frame")));
  }

  @Test
  void aFrameThatGrowsIsFound() {
    atLeast(
        27,
        in("1 % frame +1", 30, EIGHT, service -> grown(service, 0.01, 0.01)),
        SimulationTest::fails);
    atLeast(
        28,
        in("5 % frame +3", 30, EIGHT, service -> grown(service, 0.05, 0.03)),
        SimulationTest::fails);
  }

  @Test
  void anImprovementElsewhereIsNoRegression() {
    Runs runs = in("20 points less elsewhere", 60, FOUR, service -> service.withoutLargest(0.2));
    atMost(0, runs, SimulationTest::fails);
    atLeast(
        57,
        runs,
        report -> report.findings().stream().anyMatch(f -> f.kind() == Finding.Kind.IMPROVEMENT));
  }

  @Test
  void anotherLoadIsNoRegression() {
    atMost(1, in("load 0.7", 60, FOUR, service -> service.load(0.7)), SimulationTest::fails);
    atMost(1, in("load 1.3", 60, FOUR, service -> service.load(1.3)), SimulationTest::fails);
  }

  @Test
  void costThatMovedIsNoRegression() {
    Runs runs = in("3 points moved", 60, FOUR, service -> PowerTable.moved(service, 0.03));
    atMost(2, runs, SimulationTest::fails);
    atLeast(
        55,
        runs,
        report -> report.findings().stream().anyMatch(f -> f.kind() == Finding.Kind.MOVED));
  }

  @Test
  void aSingleCanaryDecidesNothing() {
    Runs runs =
        in(
            "one canary, new frame +0.5",
            20,
            new Simulation.Design(5, 1, 6, 2000),
            SimulationTest::newFrame);
    atLeast(20, runs, report -> report.verdict() == Verdict.INCONCLUSIVE);
  }

  private static boolean fails(Report report) {
    return report.verdict() == Verdict.FAIL;
  }

  private static Simulation.Change newFrame(Simulation service) {
    return service.withNew(service.frameThatCosts(0.01), "shop.New.frame", 0.005);
  }

  private static boolean blamesTheNewFrame(Report report) {
    return fails(report) && report.findings().get(0).frame().equals("shop.New.frame");
  }

  private static Simulation.Change grown(Simulation service, double cost, double by) {
    return service.plus(service.frameThatCosts(cost), by);
  }

  private static Runs in(
      String what,
      int runs,
      Simulation.Design design,
      Function<Simulation, Simulation.Change> change) {
    List<Report> reports = new ArrayList<>();
    for (int seed = 0; seed < runs; seed++) {
      Simulation service = new Simulation(seed);
      reports.add(service.compare(change.apply(service), design, DiffParameters.DEFAULT));
    }
    Runs all = new Runs(reports);
    System.out.printf("simulation: %s, %s: %s%n", what, design, all.summary());
    return all;
  }

  private static void atMost(int bound, Runs runs, Predicate<Report> what) {
    List<Integer> seeds = runs.seedsWith(what);
    assertTrue(seeds.size() <= bound, () -> "at most %d, seeds %s".formatted(bound, seeds));
  }

  private static void atMost(int bound, long count) {
    assertTrue(count <= bound, () -> "at most %d, but %d".formatted(bound, count));
  }

  private static void atLeast(int bound, Runs runs, Predicate<Report> what) {
    List<Integer> missing = runs.seedsWith(what.negate());
    int count = runs.reports().size() - missing.size();
    assertTrue(
        count >= bound, () -> "at least %d, but %d; not seeds %s".formatted(bound, count, missing));
  }

  private record Runs(List<Report> reports) {
    List<Integer> seedsWith(Predicate<Report> what) {
      List<Integer> seeds = new ArrayList<>();
      for (int seed = 0; seed < reports.size(); seed++) {
        if (what.test(reports.get(seed))) {
          seeds.add(seed);
        }
      }
      return seeds;
    }

    String summary() {
      Map<Verdict, Long> verdicts =
          reports.stream().collect(groupingBy(Report::verdict, TreeMap::new, counting()));
      Map<Finding.Kind, Long> findings =
          reports.stream()
              .flatMap(report -> report.findings().stream())
              .collect(groupingBy(Finding::kind, TreeMap::new, counting()));
      double mde = reports.stream().mapToDouble(Report::mdePoints).average().orElse(0);
      return String.format(
          Locale.ROOT,
          "seeds 0-%d %s, findings %s, mde %.2f",
          reports.size() - 1,
          verdicts,
          findings,
          mde);
    }

    long regressions() {
      return reports.stream()
          .flatMap(report -> report.findings().stream())
          .filter(finding -> finding.kind() == Finding.Kind.REGRESSION)
          .count();
    }
  }
}

package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.tree.Stacks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a person is told. */
class ComparisonTest {
  @Test
  void aMapPerRequestIsFoundByTheLineThatCreatesIt() {
    Random random = new Random(1);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet.base(Shop.allocations(random)).candidate(Shop.allocationsWithMap(random));
    }
    Report report = fleet.compare(Fleet.ALLOC);

    assertEquals(
        """
        FAIL: shop.Price.total got more expensive by 13.72 points; the gate is 0.25 points.
        REGRESSION shop.Price.total allocates more, mostly java.util.concurrent.ConcurrentHashMap$Node[], \
        java.util.concurrent.ConcurrentHashMap$Node and java.util.concurrent.ConcurrentHashMap: \
        19.16 % of the allocated bytes, before 6.06 % \
        (+13.72 points, 95 % interval +10.91 to +16.52; 3 of 3 instances agree).
          java.lang.Thread.run > shop.Server.serve > shop.Shop.handle > shop.Price.total
          all 0 0
            java.lang.Thread.run 0 0
              shop.Janitor.sweep 0 0
                long[] 116736 125952
              shop.Server.serve 0 0
                shop.Shop.handle 0 0
                  shop.Parser.parse 0 0
                    byte[] 2396160 2234368
                    java.lang.String 463360 438272
        +         shop.Price.total 0 0
                    java.math.BigDecimal 300544 313856
        +           java.util.concurrent.ConcurrentHashMap 0 82944
        +           java.util.concurrent.ConcurrentHashMap.put 0 0
        +             java.util.concurrent.ConcurrentHashMap.putVal 0 0
        +               java.util.concurrent.ConcurrentHashMap$Node 0 272384
        +               java.util.concurrent.ConcurrentHashMap.initTable 0 0
        +                 java.util.concurrent.ConcurrentHashMap$Node[] 0 443392
                  shop.Render.page 0 0
                    java.lang.StringBuilder.append 0 0
                      char[] 1712128 1941504
        """,
        ReportText.of(report));
    assertEquals("shop.Price.total", report.findings().get(0).applicationFrame());
  }

  @Test
  void aMethodOfTheJdkIsBlamedOnItsCaller() {
    Random random = new Random(2);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet.base(Shop.cpu(random, 0)).candidate(Shop.cpu(random, 600));
    }
    Finding finding = fleet.compare(Fleet.CPU).findings().get(0);

    assertEquals("java.util.HashMap.get", finding.frame());
    assertEquals("shop.Price.total", finding.applicationFrame());
    assertEquals(
        "shop.Price.total costs more, mostly in java.util.HashMap.get: 20.83 % of the CPU samples,"
            + " before 3.77 % (+17.73 points, 95 % interval +16.08 to +19.37;"
            + " 3 of 3 instances agree).",
        finding.sentence());
  }

  /**
   * What is inlined where is settled in each JVM by itself, under twice the load in another way.
   */
  @Test
  void ofOneJvmOfEachNothingIsToldOfWhatMovesInsideOneMethod() {
    Stacks once = feed(600, 50, 0, 400);
    Stacks twice = feed(300, 1000, 0, 800);
    assertEquals(List.of(), new Fleet().base(once).candidate(twice).compare(Fleet.CPU).findings());
    assertEquals(List.of(), new Fleet().base(twice).candidate(once).compare(Fleet.CPU).findings());

    Stacks withMap = feed(300, 1000, 900, 800);
    Finding finding =
        new Fleet().base(once).candidate(withMap).compare(Fleet.CPU).findings().get(0);
    assertEquals(Finding.Kind.REGRESSION, finding.kind());
    assertEquals("feed.Api.serve", finding.applicationFrame());
  }

  private static Stacks feed(int copies, int accepts, int puts, int others) {
    Stacks stacks = new Stacks();
    String serve = "java.lang.Thread.run;feed.Api.serve;";
    stacks.add(serve + "java.util.stream.AbstractPipeline.copyInto", copies, 0);
    stacks.add(serve + "java.util.stream.Sink.accept", accepts, 0);
    if (puts > 0) {
      stacks.add(serve + "java.util.HashMap.put", puts, 0);
    }
    for (int i = 0; i < 8; i++) {
      stacks.add("java.lang.Thread.run;feed.Page" + i + ".show", others / 2, 0);
    }
    return stacks;
  }

  @Test
  void costOfManyCallersIsNotBlamedOnOne() {
    Random random = new Random(3);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet.base(dispatched(random, 100)).candidate(dispatched(random, 200));
    }
    Finding finding = fleet.compare(Fleet.CPU).findings().get(0);

    assertEquals("java.util.concurrent.Executor.run", finding.frame());
    assertNull(finding.applicationFrame());
    assertTrue(
        finding.sentence().contains("spread over several callers, the largest are"),
        finding.sentence());
  }

  private static Stacks dispatched(Random random, int samples) {
    Stacks stacks = new Stacks();
    stacks.add("java.lang.Thread.run;shop.Server.serve", 4000 + random.nextInt(400), 0);
    stacks.add("java.lang.Thread.run;shop.Server.accept", 3000 + random.nextInt(400), 0);
    for (int i = 0; i < 8; i++) {
      stacks.add("java.lang.Thread.run;shop.Page" + i + ".show", 500 + random.nextInt(50), 0);
    }
    for (int i = 0; i < 6; i++) {
      String task = "java.util.concurrent.Executor.run;shop.Task" + i + ".run";
      stacks.add(task, samples + random.nextInt(20), 0);
    }
    return stacks;
  }

  @Test
  void timeBlockedIsBlamedOnTheLocksClass() {
    Random random = new Random(4);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet.base(locks(random, 1)).candidate(locks(random, 9));
    }
    Report report = fleet.compare(Fleet.LOCK);

    assertEquals(Verdict.FAIL, report.verdict(), report::reason);
    assertEquals(
        "shop.Cache.get waits more, mostly for java.util.Hashtable: 51.53 % of the time blocked on"
            + " monitors, before 10.96 % (+45.44 points, 95 % interval +41.28 to +49.59;"
            + " 3 of 3 instances agree).",
        report.findings().get(0).sentence());
  }

  private static Stacks locks(Random random, int factor) {
    Stacks stacks = new Stacks();
    String handle = "shop.Server.serve;";
    stacks.add(
        handle + "shop.Cache.get;java.util.Hashtable.get;java.util.Hashtable",
        200,
        factor * 200_000_000L + random.nextInt(20_000_000));
    stacks.add(handle + "shop.Log.write;shop.Log", 300, 900_000_000L + random.nextInt(90_000_000));
    stacks.add(handle + "shop.Pool.take;shop.Pool", 300, 700_000_000L + random.nextInt(90_000_000));
    return stacks;
  }

  @Test
  void anExtractedMethodIsMovedCost() {
    Random random = new Random(5);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet
          .base(service(random, "shop.Price.total;shop.Tax.of"))
          .candidate(service(random, "shop.Tax.apply;shop.Tax.of"));
    }
    Report report = fleet.compare(Fleet.CPU);

    assertEquals(1, report.findings().size(), () -> ReportText.of(report));
    assertEquals(Finding.Kind.MOVED, report.findings().get(0).kind());
    assertTrue(
        report.findings().get(0).sentence().contains("the cost moved"),
        report.findings().get(0).sentence());
    assertEquals(Verdict.INCONCLUSIVE, report.verdict(), report::reason);
  }

  private static Stacks service(Random random, String taxes) {
    Stacks stacks = Shop.cpu(random, 0);
    stacks.add("java.lang.Thread.run;shop.Server.serve;" + taxes, 400 + random.nextInt(40), 0);
    return stacks;
  }

  @Test
  void recursionThatGoesDeeperIsOneFinding() {
    Random random = new Random(6);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 4; i++) {
      fleet.base(recursive(random, 5)).candidate(recursive(random, 9));
    }
    Report report = fleet.compare(Fleet.CPU);

    assertEquals(
        1,
        report.findings().stream().filter(f -> f.kind() == Finding.Kind.REGRESSION).count(),
        () -> ReportText.of(report));
    assertEquals("shop.Tree.walk", report.findings().get(0).applicationFrame());
  }

  private static Stacks recursive(Random random, int levels) {
    Stacks stacks = Shop.cpu(random, 0);
    StringBuilder stack = new StringBuilder("java.lang.Thread.run;shop.Server.serve");
    for (int level = 0; level < levels; level++) {
      stack.append(";shop.Tree.walk");
      stacks.add(stack.toString(), 60 + random.nextInt(10), 0);
    }
    return stacks;
  }

  @Test
  void lambdasRenumberedInEveryJvmCompareAsTheSameCode() {
    Random random = new Random(7);
    Fleet numbered = new Fleet();
    Fleet plain = new Fleet();
    for (int i = 0; i < 4; i++) {
      long seed = random.nextLong();
      numbered.base(lambdas(new Random(seed), i, 0));
      plain.base(lambdas(new Random(seed), -1, 0));
      numbered.candidate(lambdas(new Random(seed + 1), 100 + i, 1));
      plain.candidate(lambdas(new Random(seed + 1), -1, 0));
    }
    Report report = numbered.compare(Fleet.CPU);

    assertEquals(0, report.findings().size(), () -> ReportText.of(report));
    assertEquals(plain.compare(Fleet.CPU).tree().shape().size(), report.tree().shape().size());
  }

  /** Lambdas as a JVM names them; a release with a lambda added above has them all renumbered. */
  private static Stacks lambdas(Random random, int jvm, int added) {
    Stacks stacks = new Stacks();
    for (int i = 0; i < 12; i++) {
      int number = jvm < 0 ? 0 : 3 * i + jvm + added;
      String hidden =
          jvm % 2 == 0
              ? "shop.Cart$$Lambda$%d+0x00007f%06x/%d.run".formatted(number, 77 * number, 991 * i)
              : "shop.Cart$$Lambda.0x00007f%06x.run".formatted(77 * number);
      String body = "shop.Cart.lambda$total%d$%d".formatted(i, jvm < 0 ? 0 : i + added);
      String stack = "shop.Cart.total;java.util.ArrayList.forEach;" + hidden + ";" + body;
      stacks.add(stack, 100 + random.nextInt(30), 0);
    }
    return stacks;
  }

  @Test
  void namesAreShownAsRecordedWhereThereIsOneSpelling() {
    Fleet fleet = new Fleet();
    for (int i = 0; i < 3; i++) {
      fleet
          .base(Stacks.parse("shop.A.lambda$run$1 100\nshop.B.run 900"))
          .candidate(Stacks.parse("shop.A.lambda$run$1 100\nshop.B.run 900"));
    }
    assertTrue(fleet.compare(Fleet.CPU).tree().names().contains("shop.A.lambda$run$1"));
  }

  @Test
  void anotherLoadWithAnotherMixIsInconclusive() {
    Random random = new Random(8);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 4; i++) {
      fleet.base(mix(random, 1.0)).candidate(mix(random, 0.5));
    }
    Report report = fleet.compare(Fleet.CPU);

    assertEquals(Verdict.INCONCLUSIVE, report.verdict(), () -> ReportText.of(report));
    assertTrue(report.reason().contains("compare under equal load"), report::reason);
  }

  /** No load makes something of nothing, so these need not be as clear as other regressions. */
  @Test
  void newFramesFailUnderAnotherLoad() {
    failsInNearlyAll(
        24,
        random -> {
          Fleet fleet = new Fleet();
          for (int i = 0; i < 4; i++) {
            fleet.base(mix(random, 1.0)).candidate(withMap(random, mix(random, 1.4), 6000, 0.5));
          }
          return fleet;
        });
  }

  /** The instances' own scatter holds what the load does to shares. */
  @Test
  void loadsThatDifferNoMoreThanThoseOfOneReleaseAreTheSame() {
    failsInNearlyAll(
        28,
        random -> {
          Fleet fleet = new Fleet();
          for (double load : new double[] {0.6, 0.9, 1.3, 1.9}) {
            double other = 0.8 * load;
            fleet
                .base(withMap(random, pages(random, load), 100 * load, 0.1))
                .candidate(withMap(random, pages(random, other), 200 * other, 0.1));
          }
          return fleet;
        });
  }

  private static void failsInNearlyAll(int least, Function<Random, Fleet> fleet) {
    List<Long> others = new ArrayList<>();
    for (long seed = 0; seed < 30; seed++) {
      if (fleet.apply(new Random(seed)).compare(Fleet.CPU).verdict() != Verdict.FAIL) {
        others.add(seed);
      }
    }
    assertTrue(30 - others.size() >= least, () -> "not with seeds " + others);
  }

  private static Stacks withMap(Random random, Stacks stacks, double samples, double scatter) {
    double own = samples * Math.exp(scatter * random.nextGaussian());
    stacks.add("shop.Server.serve;shop.Price.map", (long) own, 0);
    return stacks;
  }

  private static Stacks pages(Random random, double load) {
    Stacks stacks = new Stacks();
    for (int i = 0; i < 30; i++) {
      stacks.add(
          "shop.Server.serve;shop.Page" + i + ".show",
          (long) (load * 500 * (1 + 0.1 * random.nextGaussian())),
          0);
    }
    return stacks;
  }

  /** The requests cost in proportion to the load, the heartbeat always the same. */
  private static Stacks mix(Random random, double load) {
    Stacks stacks = new Stacks();
    for (int i = 0; i < 10; i++) {
      long samples = (long) (load * 2000 * (1 + 0.02 * random.nextGaussian()));
      stacks.add("shop.Server.serve;shop.Page" + i + ".show", samples, 0);
    }
    stacks.add("shop.Heartbeat.beat", 1000 + random.nextInt(30), 0);
    return stacks;
  }

  @Test
  void anAllocationThatTheCompilerMayRemoveDoesNotFailAFewInstances() {
    Report report = stringsOf(3);

    assertEquals(Verdict.INCONCLUSIVE, report.verdict(), () -> ReportText.of(report));
    assertTrue(report.reason().contains("just-in-time compiler"), report::reason);
    assertEquals(Finding.Kind.REGRESSION, report.findings().get(0).kind());
    assertEquals(Verdict.FAIL, stringsOf(6).verdict());
  }

  /** As many instances of each; the base's compiled {@code toLowerCase} makes no String. */
  private static Report stringsOf(int instances) {
    Random random = new Random(9);
    Fleet fleet = new Fleet();
    for (int i = 0; i < instances; i++) {
      fleet.base(lowerCase(random, 5)).candidate(lowerCase(random, 130));
    }
    return fleet.compare(Fleet.ALLOC);
  }

  private static Stacks lowerCase(Random random, int strings) {
    Stacks stacks = Shop.allocations(random);
    String lower = "shop.Search.matches;java.lang.String.toLowerCase;";
    stacks.add(lower + "byte[]", 240, 600_000 + random.nextInt(20_000));
    stacks.add(lower + "java.lang.String", strings, strings * (4000L + random.nextInt(300)));
    return stacks;
  }

  @Test
  void aTrimmedReportKeepsFindingsAndTotals() {
    Simulation service = new Simulation(1);
    Report report =
        service.compare(
            service.withNew(service.frameThatCosts(0.01), "shop.New.frame", 0.02),
            new Simulation.Design(4, 6, 2000),
            DiffParameters.DEFAULT);
    Report trimmed = report.pruned(60);

    assertTrue(report.tree().shape().size() > 300);
    assertTrue(trimmed.tree().shape().size() <= 60);
    Finding finding = trimmed.findings().get(0);
    assertEquals("shop.New.frame", trimmed.tree().shape().nameOf(finding.node()));
    assertEquals(finding.path(), trimmed.tree().shape().path(finding.node()));
    assertEquals(1, trimmed.tree().mark()[finding.node()]);
    assertEquals(sum(report.tree().candidateSelf()), sum(trimmed.tree().candidateSelf()));
    for (int i = 0; i < trimmed.tested().node().length; i++) {
      assertTrue(trimmed.tested().low()[i] <= trimmed.tested().change()[i]);
      assertTrue(i == 0 || trimmed.tested().node()[i - 1] < trimmed.tested().node()[i]);
    }
  }

  private static long sum(long[] values) {
    return Arrays.stream(values).sum();
  }
}

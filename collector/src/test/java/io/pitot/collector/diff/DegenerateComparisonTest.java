package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.tree.Stacks;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there is hardly anything to compare: an answer that makes sense, and never NaN. */
class DegenerateComparisonTest {
  private static final Stacks NOTHING = new Stacks();

  @Test
  void noInstancesAtAll() {
    Report report = sane(new Fleet());
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertEquals(
        "1.0 has 0 instances with data and 1.1 has 0; at least 3 of each are needed.",
        report.reason());
  }

  @Test
  void oneArmWithoutInstances() {
    Report report = sane(new Fleet().base(three()));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertEquals(300, report.base().total());
    assertEquals(0, report.candidate().total());
  }

  @Test
  void oneArmWithoutData() {
    Report report = sane(new Fleet().base(three()).candidate(NOTHING, NOTHING, NOTHING));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertEquals(3, report.candidate().leftOut());
  }

  @Test
  void oneInstanceAgainstOne() {
    Report report = sane(new Fleet().base(three()[0]).candidate(three()[0]));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertEquals(
        "One JVM of 1.0 and one of 1.1: the findings tell how these two differ, not whether the"
            + " release made them differ; at least 3 of each are needed for that.",
        report.reason());
  }

  @Test
  void oneInstanceAgainstOneStillShowsWhatDiffers() {
    Stacks more = three()[0];
    more.add("java.lang.Thread.run;shop.New.frame", 5_000, 5_000);
    Report report = sane(new Fleet().base(three()[0]).candidate(more));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertEquals("shop.New.frame", report.findings().get(0).frame());
    assertTrue(report.notes().get(0).startsWith("One instance of each"), report.notes()::toString);
  }

  @Test
  void oneInstanceAgainstTwo() {
    Stacks slow = Stacks.parse("a;b 10\na;c 9000");
    Report report = sane(new Fleet().base(three()[0]).candidate(slow, slow));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
  }

  @Test
  void aSingleNode() {
    Stacks one = Stacks.parse("a 5000");
    Report report = sane(new Fleet().base(one, one, one).candidate(one, one, one));
    assertEquals(Verdict.PASS, report.verdict(), report::reason);
    assertEquals(0, report.tested().node().length);
  }

  @Test
  void noVarianceAnywhere() {
    Stacks same = Stacks.parse("a;b 500000\na;c 300000\nd 200000");
    Report report = sane(new Fleet().base(same, same, same).candidate(same, same, same));
    assertEquals(Verdict.PASS, report.verdict(), report::reason);
    assertEquals(0, report.findings().size());
  }

  @Test
  void noVarianceWithinButAChangeBetween() {
    Stacks before = Stacks.parse("a;b 50000\na;c 30000\nd 20000");
    Stacks after = Stacks.parse("a;b 50000\na;c 30000\nd 20000\na;shop.New.frame 10000");
    Report report = sane(new Fleet().base(before, before, before).candidate(after, after, after));
    assertEquals(Verdict.FAIL, report.verdict(), report::reason);
    assertEquals("shop.New.frame", report.findings().get(0).frame());
    assertEquals(1, report.findings().size(), () -> ReportText.of(report));
  }

  @Test
  void everyFrameIsNew() {
    Stacks before = Stacks.parse("a;b 50000\na;c 30000\nd 20000");
    Stacks after = Stacks.parse("x;y 50000\nx;z 30000\nw 20000");
    Report report = sane(new Fleet().base(before, before, before).candidate(after, after, after));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict(), () -> ReportText.of(report));
    assertEquals(
        "Only 0 % of 1.0 is found again in 1.1: the two have hardly a frame in common.",
        report.reason());
  }

  @Test
  void oneInstanceWithHardlyAnySamplesIsLeftOut() {
    Stacks same = Stacks.parse("a;b 500000\na;c 300000\nd 200000");
    Stacks idle = Stacks.parse("d 3");
    Report report = sane(new Fleet().base(same, same, same).candidate(same, same, same, idle));
    assertEquals(1, report.candidate().leftOut());
    assertEquals(3, report.candidate().instances());
    assertEquals(Verdict.PASS, report.verdict(), report::reason);
  }

  @Test
  void tooFewEvents() {
    Stacks few = Stacks.parse("a;b 5\na;c 3");
    Report report = sane(new Fleet().base(few, few, few).candidate(few, few, few));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
    assertTrue(report.reason().startsWith("1.0 has only 24 events"), report::reason);
  }

  @Test
  void sumsThatAreZeroOrNegative() {
    Stacks broken = Stacks.parse("a;b 500 0\na;c 300 -70\nd 200 0");
    Report report = sane(new Fleet().base(broken, broken, broken).candidate(three()));
    assertEquals(Verdict.INCONCLUSIVE, report.verdict());
  }

  @Test
  void truncatedStacks() {
    Stacks same = Stacks.parse("[truncated];a;b 500000\na;c 300000");
    same.add("[no stack]", 200000, 0);
    Report report = sane(new Fleet().base(same, same, same).candidate(same, same, same));
    assertEquals(Verdict.PASS, report.verdict(), report::reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anythingElse(long seed) {
    Random random = new Random(seed);
    Fleet fleet = new Fleet();
    for (int i = random.nextInt(5); i > 0; i--) {
      fleet.base(sparse(random));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      fleet.candidate(sparse(random));
    }
    sane(fleet);
  }

  private static Stacks sparse(Random random) {
    Stacks stacks = new Stacks();
    for (int i = random.nextInt(6); i > 0; i--) {
      String stack = random.nextInt(3) + (random.nextBoolean() ? ";" + random.nextInt(3) : "");
      stacks.add(stack, random.nextInt(400), random.nextInt(3) * 1_000_000_000L);
    }
    return stacks;
  }

  private static Stacks[] three() {
    Stacks stacks = Stacks.parse("a;b 70\na;c 30");
    return new Stacks[] {stacks, stacks, stacks};
  }

  /** Compares counts and sums and checks what every report must be. */
  private static Report sane(Fleet fleet) {
    check(fleet.compare(Fleet.ALLOC));
    Report report = fleet.compare(Fleet.CPU);
    check(report);
    return report;
  }

  private static void check(Report report) {
    Report.Tested tested = report.tested();
    DoubleStream numbers = DoubleStream.of(report.mdePoints(), report.gatePoints());
    for (double[] column :
        new double[][] {tested.change(), tested.low(), tested.high(), tested.q()}) {
      assertEquals(tested.node().length, column.length);
      numbers = DoubleStream.concat(numbers, Arrays.stream(column));
    }
    for (Finding finding : report.findings()) {
      numbers =
          DoubleStream.concat(
              numbers,
              DoubleStream.of(
                  finding.changePoints(), finding.lowPoints(), finding.highPoints(), finding.q()));
      assertTrue(finding.node() > 0 && finding.node() < report.tree().shape().size());
      assertTrue(finding.agree() <= finding.of());
      assertEquals(finding.frame(), finding.path().get(finding.path().size() - 1));
    }
    assertTrue(numbers.allMatch(Double::isFinite), () -> ReportText.of(report));
    assertTrue(IntStream.of(tested.node()).allMatch(node -> node > 0));
    assertTrue(report.reason().endsWith("."), report::reason);
    assertTrue(!report.reason().contains("NaN") && !report.reason().contains("Infinity"));
  }
}

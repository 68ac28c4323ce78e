package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.tree.Stacks;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a person is told, in the situations that a comparison is made for. */
class ComparisonTest {
  private static final Subject ALLOC = new Subject("alloc", "bytes", Value.SUM);

  private static final String HANDLE = "java.lang.Thread.run;shop.Server.serve;shop.Shop.handle;";

  /** Allocations of a shop with scatter: every line's count varies by a tenth. */
  private static Stacks shop(Random random, boolean mapPerRequest) {
    Stacks stacks = new Stacks();
    scattered(stacks, random, HANDLE + "shop.Parser.parse;byte[]", 400, 2048);
    scattered(stacks, random, HANDLE + "shop.Parser.parse;java.lang.String", 300, 512);
    scattered(stacks, random, HANDLE + "shop.Price.total;java.math.BigDecimal", 200, 512);
    scattered(
        stacks, random, HANDLE + "shop.Render.page;java.lang.StringBuilder;char[]", 150, 4096);
    scattered(stacks, random, "java.lang.Thread.run;shop.Janitor.sweep;long[]", 40, 1024);
    if (mapPerRequest) {
      String map = "java.util.concurrent.ConcurrentHashMap";
      String price = HANDLE + "shop.Price.total;";
      scattered(stacks, random, price + map, 60, 512);
      scattered(
          stacks,
          random,
          price + map + ".put;" + map + ".putVal;" + map + ".initTable;" + map + "$Node[]",
          150,
          1024);
      scattered(
          stacks, random, price + map + ".put;" + map + ".putVal;" + map + "$Node", 100, 1024);
    }
    return stacks;
  }

  private static void scattered(Stacks stacks, Random random, String stack, int count, int bytes) {
    long events = Math.max(1, Math.round(count * (1 + 0.1 * random.nextGaussian())));
    stacks.add(stack, events, events * bytes);
  }

  @Test
  void aMapPerRequestIsFoundByTheLineThatCreatesIt() {
    Random random = new Random(1);
    List<Stacks> base = new ArrayList<>();
    List<Stacks> candidate = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      base.add(shop(random, false));
      candidate.add(shop(random, true));
    }
    Report report = compare(ALLOC, base, candidate);

    assertEquals(Verdict.FAIL, report.verdict(), report::reason);
    assertEquals(1, report.findings().size(), () -> report.findings().toString());
    Finding finding = report.findings().get(0);
    assertEquals(Finding.Kind.REGRESSION, finding.kind());
    assertEquals("shop.Price.total", finding.applicationFrame());
    assertEquals(3, finding.agree());
    assertTrue(
        finding.sentence().contains("java.util.concurrent.ConcurrentHashMap$Node[]"),
        finding.sentence());
    assertTrue(
        report.reason().startsWith("shop.Price.total got more expensive by"), report.reason());
  }

  static Report compare(Subject subject, List<Stacks> base, List<Stacks> candidate) {
    TreeBuilder builder =
        TreeBuilder.forInstances(base.size() + candidate.size(), FrameNames::comparable);
    List<Arm.Instance> baseInstances = new ArrayList<>();
    List<Arm.Instance> candidateInstances = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      base.get(i).addTo(builder, i);
      baseInstances.add(new Arm.Instance(i, 60));
    }
    for (int i = 0; i < candidate.size(); i++) {
      candidate.get(i).addTo(builder, base.size() + i);
      candidateInstances.add(new Arm.Instance(base.size() + i, 60));
    }
    return Comparison.compare(
        subject,
        builder.buildUnion(),
        new Arm("1.0", baseInstances),
        new Arm("1.1", candidateInstances),
        DiffParameters.DEFAULT);
  }
}

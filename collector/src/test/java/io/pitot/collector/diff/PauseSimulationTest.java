package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;

/**
 * How often a comparison of GC pauses is right. JVMs differ from each other (each has a rate of
 * pauses of its own), and so do pauses; a run's seed is its number.
 */
class PauseSimulationTest {
  private static final Subject SUBJECT = new Subject("gc_pause", "nanoseconds", Value.SUM);
  private static final double SECONDS = 300;
  private static final double PAUSES_BY_SECOND = 1;
  private static final double MILLIS = 8;
  private static final double RATE_SCATTER = 0.1;
  private static final double LENGTH_SCATTER = 0.6;
  private static final Load SAME = new Load(1, 0.02);

  @Test
  void pausesComparedWithThemselvesDoNotFail() {
    assertTrue(fails(400, 4, 1, 1, SAME).size() <= 4);
    assertTrue(fails(400, 3, 1, 1, SAME).size() <= 4);
    assertTrue(fails(400, 8, 1, 1, SAME).size() <= 4);
  }

  @Test
  void pausesThatTakeTwiceTheTimeAreFound() {
    List<Long> found = fails(50, 4, 2, 1, SAME);
    assertTrue(found.size() >= 45, () -> "only with seeds " + found);
    List<Long> longer = fails(50, 8, 1, 2, SAME);
    assertTrue(longer.size() >= 45, () -> "only with seeds " + longer);
  }

  @Test
  void pausesThatFollowTheLoadDoNotFail() {
    assertTrue(fails(200, 8, 1.5, 1, new Load(1.5, 0.05)).isEmpty());
    assertTrue(fails(200, 4, 1.3, 1, new Load(1.3, 0.05)).isEmpty());
  }

  /** The seeds of comparisons that fail. */
  private static List<Long> fails(
      int trials, int instances, double moreOften, double longer, Load load) {
    List<Long> fails = new ArrayList<>();
    for (long seed = 0; seed < trials; seed++) {
      if (compare(seed, instances, moreOften, longer, load).verdict() == Verdict.FAIL) {
        fails.add(seed);
      }
    }
    return fails;
  }

  private static Report compare(
      long seed, int instances, double moreOften, double longer, Load load) {
    RandomDataGenerator random = new RandomDataGenerator(seed);
    TreeBuilder tree = TreeBuilder.forInstances(2 * instances, UnaryOperator.identity());
    List<Arm.Instance> base = new ArrayList<>();
    List<Arm.Instance> candidate = new ArrayList<>();
    for (int i = 0; i < 2 * instances; i++) {
      boolean isBase = i < instances;
      jvm(random, tree, i, isBase ? 1 : moreOften, isBase ? 1 : longer);
      (isBase ? base : candidate).add(new Arm.Instance(i, SECONDS));
    }
    return Comparison.compare(
        SUBJECT,
        tree.buildUnion(),
        new Arm("1.0", base),
        new Arm("1.1", candidate),
        DiffParameters.DEFAULT,
        List.of(),
        new Elsewhere(load, UnaryOperator.identity()));
  }

  private static void jvm(
      RandomDataGenerator random, TreeBuilder tree, int column, double moreOften, double longer) {
    int top = tree.child(TreeBuilder.ROOT, tree.frame("GC pauses"));
    double own = Math.exp(random.nextNormal(0, RATE_SCATTER));
    double[] parts = {0.8, 0.15, 0.05};
    for (int kind = 0; kind < parts.length; kind++) {
      int node = tree.child(top, tree.frame("collection " + kind));
      long count = random.nextPoisson(SECONDS * PAUSES_BY_SECOND * parts[kind] * own * moreOften);
      double nanos = 0;
      for (long i = 0; i < count; i++) {
        nanos += longer * MILLIS * 1e6 * Math.exp(random.nextNormal(0, LENGTH_SCATTER));
      }
      tree.add(column, node, count, (long) nanos);
    }
  }
}

package io.pitot.benchmarks;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * {@code benchmarks/run diff [NODES [INSTANCES]]}: how long it takes, warm, to merge two releases
 * of so many nodes each (100,000) and instances each (3) into one tree, and to compare them.
 */
final class Diff {
  private static final int WARM_UP = 15;
  private static final int MEASURED = 30;
  private static final int MEAN_DEPTH = 37;
  private static final double NANOS_PER_MILLI = 1e6;

  private Diff() {}

  public static void main(String[] args) {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int instances = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    List<ProfileTree> base = new ArrayList<>();
    List<ProfileTree> candidate = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      base.add(tree(nodes, new Random(i)));
      candidate.add(tree(nodes, new Random(1000 + i)));
    }

    double[] merge = new double[MEASURED];
    double[] compare = new double[MEASURED];
    int unionNodes = 0;
    for (int run = -WARM_UP; run < MEASURED; run++) {
      long start = System.nanoTime();
      UnionTree union = merge(base, candidate);
      long merged = System.nanoTime();
      Report report = compare(union, instances);
      long compared = System.nanoTime();
      unionNodes = report.tree().shape().size();
      if (run >= 0) {
        merge[run] = (merged - start) / NANOS_PER_MILLI;
        compare[run] = (compared - merged) / NANOS_PER_MILLI;
      }
    }
    String design = "2 x %d instances, %d nodes".formatted(instances, unionNodes);
    Figure.print("diff: merge " + design, "ms", merge);
    Figure.print("diff: compare " + design, "ms", compare);
  }

  /** Stacks that all instances share in shape, with values of the instance's own. */
  private static ProfileTree tree(int nodes, Random values) {
    Random shape = new Random(42);
    TreeBuilder builder = new TreeBuilder();
    int[] frames = new int[nodes / 8];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = builder.frame("org.example.shop.module" + i % 97 + ".Class" + i + ".method");
    }
    List<Integer> path = new ArrayList<>(List.of(TreeBuilder.ROOT));
    for (int made = 0; made < nodes; ) {
      // Go up to a random height and down a new branch from there.
      int keep = 1 + shape.nextInt(path.size());
      path.subList(keep, path.size()).clear();
      int depth = Math.max(keep, (int) (MEAN_DEPTH + 12 * shape.nextGaussian()));
      while (path.size() <= depth) {
        int frame = frames[shape.nextInt(frames.length)];
        path.add(builder.child(path.get(path.size() - 1), frame));
        made++;
      }
      long count = (long) Math.abs(values.nextGaussian() * 20) + 1;
      builder.add(path.get(path.size() - 1), count, count);
    }
    return builder.build();
  }

  private static UnionTree merge(List<ProfileTree> base, List<ProfileTree> candidate) {
    TreeBuilder builder =
        TreeBuilder.forInstances(base.size() + candidate.size(), FrameNames::comparable);
    for (int i = 0; i < base.size(); i++) {
      builder.add(i, base.get(i));
      builder.add(base.size() + i, candidate.get(i));
    }
    return builder.buildUnion();
  }

  private static Report compare(UnionTree union, int instances) {
    List<Arm.Instance> base = new ArrayList<>();
    List<Arm.Instance> candidate = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      base.add(new Arm.Instance(i, 600));
      candidate.add(new Arm.Instance(instances + i, 600));
    }
    return Comparison.compare(
        new Subject("cpu", "samples", Value.COUNT),
        union,
        new Arm("1.0", base),
        new Arm("1.1", candidate),
        DiffParameters.DEFAULT);
  }
}

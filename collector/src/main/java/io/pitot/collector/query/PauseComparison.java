package io.pitot.collector.query;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Elsewhere;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.GcPressure;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Compares how much of the time GC pauses take. Pauses are no stacks: each is a leaf below the
 * cause and the name of its collection, and a share is one of the time that the instance was
 * watched. The allocations of the same arms tell the load, and what to edit.
 */
final class PauseComparison {
  /** How the pauses are asked for where profile types are. */
  static final String TYPE = "gc_pause";

  private static final ProfileType COMPARED =
      new ProfileType(TYPE, "jdk.GCPhasePause", "nanoseconds");
  private static final String TOP = "GC pauses";
  private static final double MOST = 0.99;

  private final PauseArm base;
  private final PauseArm candidate;
  private final List<String> compared;
  private final TreeBuilder tree;
  private int columns;

  PauseComparison(PauseArm base, PauseArm candidate) {
    this.base = base;
    this.candidate = candidate;
    compared =
        base.jdks().stream()
            .filter(candidate.jdks()::contains)
            .sorted(
                Comparator.comparingInt(
                        (String jdk) -> -Math.min(base.of(jdk).size(), candidate.of(jdk).size()))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    int instances =
        compared.stream().mapToInt(j -> base.of(j).size() + candidate.of(j).size()).sum();
    tree = TreeBuilder.forInstances(instances, UnaryOperator.identity());
  }

  /**
   * Compares.
   *
   * @param alloc the comparison of the same sides' allocations
   */
  CompareQuery.Answer run(
      String baseLabel, String candidateLabel, DiffParameters parameters, Report alloc) {
    // Where none was recorded there may be none, or no event of it: nothing is known.
    boolean none = base.lengths().count() + candidate.lengths().count() == 0;
    Arm baseArm = arm(baseLabel, base, none);
    Arm candidateArm = arm(candidateLabel, candidate, none);
    GcPressure words =
        new GcPressure(
            side(base, alloc.base().total()),
            side(candidate, alloc.candidate().total()),
            alloc.findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.REGRESSION)
                .findFirst());
    Report report =
        Comparison.compare(
            new Subject(TYPE, COMPARED.unit(), Value.SUM),
            tree.buildUnion(),
            baseArm,
            candidateArm,
            parameters,
            List.of(),
            new Elsewhere(alloc.load(), words::told));
    return new CompareQuery.Answer(
        COMPARED,
        compared.isEmpty() ? "" : compared.get(0),
        Value.SUM,
        none ? report.noting(List.of("No GC pause was recorded in either.")) : report,
        counted(compared),
        counted(leftOut()));
  }

  private Arm arm(String label, PauseArm arm, boolean none) {
    List<Arm.Instance> all = new ArrayList<>();
    for (int stratum = 0; stratum < compared.size() && !none; stratum++) {
      for (PauseArm.Instance instance : arm.of(compared.get(stratum))) {
        all.add(new Arm.Instance(column(instance), instance.seconds()).in(stratum));
      }
    }
    return new Arm(label, all);
  }

  private int column(PauseArm.Instance instance) {
    int top = tree.child(TreeBuilder.ROOT, tree.frame(TOP));
    for (Map.Entry<List<String>, long[]> pauses : instance.pauses().entrySet()) {
      int node = top;
      for (String frame : pauses.getKey()) {
        node = tree.child(node, tree.frame(frame));
      }
      tree.add(columns, node, pauses.getValue()[0], pauses.getValue()[1]);
    }
    return columns++;
  }

  private static GcPressure.Side side(PauseArm arm, long allocatedBytes) {
    return new GcPressure.Side(
        arm.seconds(),
        arm.lengths().count(),
        arm.lengths().quantileNanos(MOST),
        (double) allocatedBytes,
        arm.waitedNanos(),
        arm.waitedInPausesNanos());
  }

  private List<String> leftOut() {
    TreeSet<String> others = new TreeSet<>(base.jdks());
    others.addAll(candidate.jdks());
    compared.forEach(others::remove);
    return List.copyOf(others);
  }

  private List<CompareQuery.ArmsLeftOut> counted(List<String> jdks) {
    return jdks.stream()
        .map(
            jdk ->
                new CompareQuery.ArmsLeftOut(
                    jdk, COMPARED.source(), base.of(jdk).size(), candidate.of(jdk).size()))
        .toList();
  }
}

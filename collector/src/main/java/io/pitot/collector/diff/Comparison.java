package io.pitot.collector.diff;

import io.pitot.collector.tree.UnionTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares two sets of instances. The instance is what is replicated: samples of one JVM resemble
 * each other, so a thousand of them from one instance are no evidence about the next. The steps,
 * each a class of its own: shares by instance ({@link Shares}), what both arms have in common
 * ({@link Reference}), tests with steadied variances ({@link RowTests}), one report for each cause
 * ({@link Localisation}), cost that only moved ({@link CostShift}), a second opinion where the load
 * differs ({@link LoadGuard}), and the verdict ({@link Judgement}).
 */
public final class Comparison {
  private final Subject subject;
  private final UnionTree tree;
  private final Arm baseArm;
  private final Arm candidateArm;
  private final DiffParameters parameters;
  private final List<Side> past;
  private final Elsewhere elsewhere;
  private final Side base;
  private final Side candidate;

  private Comparison(
      Subject subject,
      UnionTree tree,
      Arm base,
      Arm candidate,
      DiffParameters parameters,
      List<Arm> past,
      Elsewhere elsewhere) {
    this.subject = subject;
    this.tree = tree;
    this.baseArm = base;
    this.candidateArm = candidate;
    this.parameters = parameters;
    this.elsewhere = elsewhere;
    this.base = Side.of(tree, subject, base);
    this.candidate = Side.of(tree, subject, candidate);
    this.past = past.stream().map(arm -> Side.of(tree, subject, arm)).toList();
  }

  /** Compares the candidate's instances with the base's; both have their columns in the tree. */
  public static Report compare(
      Subject subject, UnionTree tree, Arm base, Arm candidate, DiffParameters parameters) {
    return compare(subject, tree, base, candidate, parameters, List.of(), Elsewhere.NOTHING);
  }

  /**
   * The same with what is known besides.
   *
   * @param past earlier releases in the order of their appearance, to learn from how much releases
   *     differ that did not run at the same time; they have their columns in the tree, too
   * @param elsewhere known from other data of the same arms
   */
  public static Report compare(
      Subject subject,
      UnionTree tree,
      Arm base,
      Arm candidate,
      DiffParameters parameters,
      List<Arm> past,
      Elsewhere elsewhere) {
    return new Comparison(subject, tree, base, candidate, parameters, past, elsewhere).compare();
  }

  private Report compare() {
    if (base.size() == 0 || candidate.size() == 0) {
      return report(
          Judgement.untested(base, candidate, parameters),
          List.of(),
          new byte[tree.shape().size()],
          Report.Tested.NOTHING,
          List.of(),
          Load.UNKNOWN);
    }
    Shares shares = Shares.of(tree, subject, base, candidate, parameters);
    Allowance allowance = Allowance.of(shares, base, candidate, past, parameters);
    RowTests tests = new RowTests(shares, base, candidate, parameters, allowance.drift());
    LoadGuard guard = LoadGuard.of(shares, base, candidate, tests, parameters, elsewhere.load());
    ApplicationFrames application = new ApplicationFrames(shares, subject);
    CompilerChoice compiler = new CompilerChoice(shares, application, tests, subject);
    List<Cause> causes = Cause.find(shares, application, tests, compiler);
    FindingWriter writer =
        new FindingWriter(subject, tree, shares, application, tests, base, candidate);
    List<Finding> findings = new ArrayList<>();
    for (Cause cause : causes.subList(0, Math.min(causes.size(), parameters.maxFindings()))) {
      findings.add(elsewhere.told().apply(writer.write(cause)));
    }
    return report(
        Judgement.of(base, candidate, tests, guard, causes, findings, parameters, allowance),
        findings,
        marks(shares, tests),
        tested(shares, tests),
        allowance.notes(),
        guard.load());
  }

  private Report report(
      Judgement judgement,
      List<Finding> findings,
      byte[] mark,
      Report.Tested tested,
      List<String> notes,
      Load load) {
    return new Report(
        judgement.verdict(),
        judgement.reason(),
        parameters.gatePoints(),
        judgement.mdePoints(),
        base.summary(),
        candidate.summary(),
        List.copyOf(findings),
        new Report.Columns(
            tree.shape(), tree.displayNames(), selfOf(baseArm), selfOf(candidateArm), mark, 0),
        tested,
        notes,
        load);
  }

  private long[] selfOf(Arm arm) {
    long[] sum = new long[tree.shape().size()];
    for (Arm.Instance instance : arm.instances()) {
      if (!subject.sumsStrata() && instance.stratum() != 0) {
        continue; // Measured in another way: not to be added.
      }
      tree.columns().get(instance.column()).addTo(sum, subject.value());
    }
    return sum;
  }

  private static byte[] marks(Shares shares, RowTests tests) {
    byte[] mark = new byte[shares.tested().shape().size()];
    for (int node = 0; node < mark.length; node++) {
      int row = shares.tested().rowOf(node);
      mark[node] = row < 0 ? 0 : tests.mark(row);
    }
    return mark;
  }

  /** A chain of only children is tested once and shown at each of its nodes. */
  private static Report.Tested tested(Shares shares, RowTests tests) {
    int[] node = new int[shares.tested().shape().size()];
    int count = 0;
    for (int at = 0; at < node.length; at++) {
      if (shares.tested().rowOf(at) >= 0) {
        node[count++] = at;
      }
    }
    Report.Tested byRow = Report.Tested.of(new int[shares.tested().count()]);
    for (int row = 0; row < shares.tested().count(); row++) {
      double change = tests.effects().change(row);
      double margin = tests.effects().margin(row);
      byRow.change()[row] = Rounded.points(change);
      byRow.low()[row] = Rounded.points(change - margin);
      byRow.high()[row] = Rounded.points(change + margin);
      byRow.q()[row] = Rounded.q(tests.q(row));
      byRow.agree()[row] = tests.agree(row);
    }
    Report.Tested tested = Report.Tested.of(Arrays.copyOf(node, count));
    for (int i = 0; i < count; i++) {
      int row = shares.tested().rowOf(node[i]);
      tested.change()[i] = byRow.change()[row];
      tested.low()[i] = byRow.low()[row];
      tested.high()[i] = byRow.high()[row];
      tested.q()[i] = byRow.q()[row];
      tested.agree()[i] = byRow.agree()[row];
    }
    return tested;
  }
}

package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How often the differ is right, over simulated releases whose truth is known: the table of
 * docs/differ.md. {@code benchmarks/run differ-power [TRIALS [FIRST [END]]]} prints it, a row as
 * soon as it is counted.
 */
public final class PowerTable {
  static final Simulation.Design EIGHT = new Simulation.Design(8, 30, 2000);
  static final Simulation.Design FOUR = new Simulation.Design(4, 6, 2000);

  static final Simulation.Design THREE = new Simulation.Design(3, 6, 2000);

  private static final int TRUE_CHANGES = 10;

  private PowerTable() {}

  /** A row: what is done, with how much data. */
  record Row(String what, Simulation.Design design, Function<Simulation, Trials.Truth> truth) {}

  public static void main(String[] args) {
    int trials = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    int first = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    int end = args.length > 2 ? Integer.parseInt(args[2]) : Integer.MAX_VALUE;
    System.out.println(
        "| tree | candidate | instances x windows x events | FAIL | PASS | cause found"
            + " | reports in the true subtree | reports per cause | false reports | mde |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    List<Row> rows = rows();
    for (int i = first; i < Math.min(end, rows.size()); i++) {
      print("6,000 nodes", rows.get(i), Simulation.Size.LARGE, trials);
      print("500 nodes", rows.get(i), Simulation.Size.SMALL, trials);
    }
  }

  private static void print(String tree, Row row, Simulation.Size size, int trials) {
    Trials all = Trials.run(trials, size, row.design(), row.truth());
    int causes = all.sum(Trials.Outcome::causes);
    int reported = all.sum(Trials.Outcome::reported);
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %.2f |%n",
        tree,
        row.what(),
        row.design(),
        Trials.share(all.count(o -> o.is(Verdict.FAIL)), all.size()),
        Trials.share(all.count(o -> o.is(Verdict.PASS)), all.size()),
        causes == 0 ? "" : Trials.share(all.sum(Trials.Outcome::found), causes),
        causes == 0 ? "" : Trials.share(all.sum(Trials.Outcome::located), reported),
        causes == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%.2f",
                (reported - all.sum(Trials.Outcome::falseReports))
                    / (double) Math.max(1, all.sum(Trials.Outcome::found))),
        causes == 0
            ? String.valueOf(reported)
            : Trials.share(all.sum(Trials.Outcome::falseReports), reported),
        all.mdePoints());
    all.outcomes(o -> causes == 0 && o.is(Verdict.FAIL))
        .forEach(o -> System.out.println("  seed " + o.seed() + ": " + told(o.report())));
  }

  private static String told(Report report) {
    Finding finding = report.findings().get(0);
    return String.format(
        Locale.ROOT,
        "%+.2f points of %.2f %%, q %.2g, %d of %d agree",
        finding.changePoints(),
        finding.basePercent(),
        finding.q(),
        finding.agree(),
        finding.of());
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("the base itself", EIGHT, s -> Trials.Truth.nothing(s.same())));
    rows.add(new Row("the base itself", FOUR, s -> Trials.Truth.nothing(s.same())));
    rows.add(new Row("the base itself", THREE, s -> Trials.Truth.nothing(s.same())));
    rows.add(new Row("new frame, +0.1 points", EIGHT, s -> newFrame(s, 0.001)));
    rows.add(new Row("new frame, +0.5 points", FOUR, s -> newFrame(s, 0.005)));
    rows.add(new Row("1 % frame, +0.75 points", EIGHT, s -> grown(s, 0.01, 0.0075)));
    rows.add(new Row("1 % caller, +0.75 points in it", EIGHT, s -> grownCaller(s, 0.01, 0.0075)));
    rows.add(new Row("5 % frame, +3 points", EIGHT, s -> grown(s, 0.05, 0.03)));
    rows.add(new Row("5 % caller, +3 points in it", EIGHT, s -> grownCaller(s, 0.05, 0.03)));
    rows.add(new Row("ten new frames of 0.3 points", EIGHT, PowerTable::tenChanges));
    rows.add(new Row("3 points moved", EIGHT, s -> Trials.Truth.nothing(moved(s, 0.03))));
    rows.add(
        new Row(
            "20 points less elsewhere", EIGHT, s -> Trials.Truth.nothing(s.withoutLargest(0.2))));
    rows.add(
        new Row(
            "20 points less elsewhere", FOUR, s -> Trials.Truth.nothing(s.withoutLargest(0.2))));
    for (double load : new double[] {0.7, 1.3}) {
      rows.add(new Row("load " + load, EIGHT, s -> Trials.Truth.nothing(s.load(load))));
      rows.add(new Row("load " + load, FOUR, s -> Trials.Truth.nothing(s.load(load))));
    }
    return rows;
  }

  private static Trials.Truth newFrame(Simulation service, double cost) {
    int caller = service.frameThatCosts(0.01);
    Simulation.Change change = service.withNew(caller, "shop.New.frame", cost);
    return Trials.Truth.at(change, change.program().parent().length - 1);
  }

  private static Trials.Truth grown(Simulation service, double cost, double by) {
    int frame = service.frameThatCosts(cost);
    return Trials.Truth.at(service.plus(frame, by), frame);
  }

  private static Trials.Truth grownCaller(Simulation service, double cost, double by) {
    int frame = service.callerThatHolds(cost);
    return Trials.Truth.at(service.plus(frame, by), frame);
  }

  /** The same cost in another frame beside the one that had it. */
  static Simulation.Change moved(Simulation service, double cost) {
    int from = service.frameThatCosts(cost);
    double all = service.cost(from);
    Simulation.Program rest = service.plus(from, -all).program();
    return new Simulation.Change(rest.withNew(rest.parent()[from], "shop.Extracted.run", all), 1);
  }

  private static Trials.Truth tenChanges(Simulation service) {
    Simulation.Change change = service.same();
    int[] nodes = new int[TRUE_CHANGES];
    int frames = service.program().parent().length;
    for (int i = 0; i < nodes.length; i++) {
      int caller = 10 + service.pick(frames - 10);
      change =
          new Simulation.Change(
              change.program().withNew(caller, "shop.New.frame" + i, 0.003), change.load());
      nodes[i] = frames + i;
    }
    return Trials.Truth.at(change, nodes);
  }
}

package io.pitot.collector.diff;

import io.pitot.collector.tree.UnionTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Tells a cause to a person: whose frame it is, what it does there, and the numbers. */
final class FindingWriter {
  /** A frame that explains so much of an application frame's change stands for all of it. */
  private static final double NEARLY_ALL = 0.7;

  private static final int MOST_CLASSES = 4;
  private static final double SMALLEST_Q = 1e-4;

  /** From here on a reader who subtracts the percentages wonders about the points. */
  private static final double OTHER_SCALE = 0.005;

  private final Subject subject;
  private final UnionTree tree;
  private final Shares shares;
  private final ApplicationFrames application;
  private final RowTests tests;
  private final Classifier classifier;
  private final Side base;
  private final Side candidate;

  FindingWriter(
      Subject subject,
      UnionTree tree,
      Shares shares,
      ApplicationFrames application,
      RowTests tests,
      Side base,
      Side candidate) {
    this.subject = subject;
    this.tree = tree;
    this.shares = shares;
    this.application = application;
    this.tests = tests;
    this.base = base;
    this.candidate = candidate;
    classifier = new Classifier(subject, shares, application);
  }

  Finding write(Cause cause) {
    int row = cause.row();
    int node = shares.tested().nodeOf(row);
    double change = tests.effects().change(row);
    double margin = tests.effects().margin(row);
    double sign = cause.kind() == Finding.Kind.IMPROVEMENT ? -1 : 1;
    ApplicationFrames.Owner owner = application.ownerOf(node, sign);
    FindingClass about = classifier.of(node, sign);
    Finding.Cost cost =
        new Finding.Cost(
            shares.baseCost(row),
            shares.candidateCost(row),
            subject.amountUnit(),
            shares.areByRequest() ? "request" : "second");
    List<Advice.ClassChange> classes = classes(node, sign);
    return new Finding(
        cause.kind(),
        display(node),
        owner.node() < 0 ? null : display(owner.node()),
        path(node),
        node,
        Rounded.points(shares.baseMean(node)),
        Rounded.points(shares.candidateMean(node)),
        Rounded.points(change),
        Rounded.points(change - margin),
        Rounded.points(change + margin),
        Rounded.q(tests.q(row)),
        tests.agree(row),
        tests.candidates(),
        sentence(cause, node, owner, sign),
        about,
        cost,
        Advice.of(
            about,
            cause.kind(),
            new Advice.Case(
                display(owner.node() < 0 ? node : owner.node()), cost, change, classes)),
        evidence(row, cost, classes));
  }

  private List<String> evidence(int row, Finding.Cost cost, List<Advice.ClassChange> classes) {
    int node = shares.tested().nodeOf(row);
    double change = tests.effects().change(row);
    double margin = tests.effects().margin(row);
    List<String> lines = new ArrayList<>();
    lines.add(
        "share: %s before, %s now; %s points, 95 %% interval %s to %s, q %s"
            .formatted(
                Amount.percent(shares.baseMean(node)),
                Amount.percent(shares.candidateMean(node)),
                Amount.signedPoints(change),
                Amount.signedPoints(change - margin),
                Amount.signedPoints(change + margin),
                q(tests.q(row))));
    if (Math.abs(shares.candidateMean(node) - shares.baseMean(node) - change) > OTHER_SCALE) {
      lines.add(
          "percentages are of what each release does in all; points are of the one that does more");
    }
    addCost(lines, cost);
    if (shares.areByRequest()) {
      addCost(
          lines,
          new Finding.Cost(
              shares.baseCostBySecond(row),
              shares.candidateCostBySecond(row),
              cost.unit(),
              "second"));
    }
    lines.add(
        "%s of %s %s of %s %s %s %s of %s"
            .formatted(
                tests.agree(row),
                tests.candidates(),
                tests.candidates() == 1 ? "instance" : "instances",
                candidate.label(),
                tests.agree(row) == 1 ? "lies" : "lie",
                change >= 0 ? "above" : "below",
                base.size() == 1 ? "that" : "those",
                base.label()));
    if (shares.baseMean(node) <= 0) {
      lines.add("new: it was not seen in " + base.label());
    }
    if (shares.candidateMean(node) <= 0) {
      lines.add("gone: it was not seen in " + candidate.label());
    }
    for (Advice.ClassChange one : classes) {
      lines.add("%s: %s points".formatted(one.name(), Amount.signedPoints(one.change())));
    }
    return List.copyOf(lines);
  }

  private static String q(double q) {
    return q < SMALLEST_Q ? "below 0.0001" : String.valueOf(Rounded.q(q));
  }

  private static void addCost(List<String> lines, Finding.Cost cost) {
    if (!Double.isNaN(cost.base()) && !Double.isNaN(cost.candidate())) {
      lines.add(
          "%s -> %s per %s"
              .formatted(
                  Amount.of(cost.base(), cost.unit()),
                  Amount.of(cost.candidate(), cost.unit()),
                  cost.per()));
    }
  }

  private List<Advice.ClassChange> classes(int node, double sign) {
    return application.classChanges(node, sign).entrySet().stream()
        .map(e -> new Advice.ClassChange(tree.displayNames().get(e.getKey()), sign * e.getValue()))
        .sorted(Comparator.comparingDouble(c -> -Math.abs(c.change())))
        .limit(MOST_CLASSES)
        .toList();
  }

  private String sentence(Cause cause, int node, ApplicationFrames.Owner owner, double sign) {
    int row = cause.row();
    String who = owner.node() < 0 ? display(node) : display(owner.node());
    String what = what(node, owner, sign);
    double margin = tests.effects().margin(row);
    double change = tests.effects().change(row);
    return "%s %s%s: %s (%s points%s, 95 %% interval %s to %s; %s).%s"
        .formatted(
            who,
            verb(cause.kind()),
            what,
            amounts(row, node),
            Amount.signedPoints(change),
            shares.areByRequest() ? " of what a request cost before" : "",
            Amount.signedPoints(change - margin),
            Amount.signedPoints(change + margin),
            tests.candidates() == 1
                ? "one instance of each"
                : "%s of %s instances agree".formatted(tests.agree(row), tests.candidates()),
            aside(cause, owner));
  }

  /** What there is now and what there was before. */
  private String amounts(int row, int node) {
    if (shares.areByRequest()) {
      String unit = subject.amountUnit();
      return "%s per request, before %s"
          .formatted(
              Amount.of(shares.candidateCost(row), unit), Amount.of(shares.baseCost(row), unit));
    }
    return "%s of %s, before %s"
        .formatted(
            Amount.percent(shares.candidateMean(node)),
            subject.whole(),
            Amount.percent(shares.baseMean(node)));
  }

  private String verb(Finding.Kind kind) {
    String verb =
        switch (subject.type()) {
          case "alloc" -> "allocates";
          case "lock", "map_contention" -> "waits";
          case "park" -> "parks";
          case "map_resize" -> "grows maps";
          case "gc_pause" -> "stops the program";
          default -> "costs";
        };
    return switch (kind) {
      case REGRESSION -> verb + " more";
      case IMPROVEMENT -> verb + " less";
      case MOVED -> verb + " what was elsewhere before";
    };
  }

  private String preposition() {
    return switch (subject.type()) {
      case "alloc", "map_resize" -> "mostly ";
      case "map_contention" -> "mostly at ";
      default -> "mostly for ";
    };
  }

  /** The classes at the end of the stacks, or the JDK's method in which the time goes. */
  private String what(int node, ApplicationFrames.Owner owner, double sign) {
    int scope = owner.node() >= 0 && explains(node, owner.node(), sign) ? owner.node() : node;
    List<String> classes =
        application.classesBelow(scope, sign).stream().map(tree.displayNames()::get).toList();
    if (!classes.isEmpty()) {
      return ", " + preposition() + listed(classes);
    }
    boolean inside = owner.node() >= 0 && node > owner.node();
    return inside ? ", mostly in " + display(node) : "";
  }

  private boolean explains(int node, int owner, double sign) {
    double whole = sign * (shares.candidateMean(owner) - shares.baseMean(owner));
    double part = sign * (shares.candidateMean(node) - shares.baseMean(node));
    return owner <= node && part >= NEARLY_ALL * whole;
  }

  private String aside(Cause cause, ApplicationFrames.Owner owner) {
    StringBuilder aside = new StringBuilder();
    if (!cause.sources().isEmpty()) {
      int source = cause.sources().get(0);
      aside.append(
          " As much went away at %s (%s points): the cost moved."
              .formatted(
                  display(shares.tested().nodeOf(source)),
                  Amount.signedPoints(tests.effects().change(source))));
    }
    if (cause.compilersChoice()) {
      aside.append(
          " The just-in-time compiler may have done this:"
              + " what the same method allocates beside it did not change.");
    }
    if (!owner.callers().isEmpty()) {
      List<String> callers = owner.callers().stream().map(tree.displayNames()::get).toList();
      aside.append(
          " It is spread over several callers, the largest are %s.".formatted(listed(callers)));
    }
    return aside.toString();
  }

  private List<String> path(int node) {
    List<String> path = new ArrayList<>();
    for (int at = node; at > 0; at = shares.tested().parents()[at]) {
      path.add(display(at));
    }
    Collections.reverse(path);
    return List.copyOf(path);
  }

  private String display(int node) {
    return tree.displayNames().get(tree.shape().name()[node]);
  }

  private static String listed(List<String> names) {
    if (names.size() == 1) {
      return names.get(0);
    }
    return String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.get(names.size() - 1);
  }
}

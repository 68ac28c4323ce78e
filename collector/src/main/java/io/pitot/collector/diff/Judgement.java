package io.pitot.collector.diff;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verdict, why, and what size of change could have been seen (0 if nothing was tested). */
record Judgement(Verdict verdict, String reason, double mdePoints) {
  /** Nodes that hold this much are what the detectable change is stated for. */
  private static final double NODES_THAT_MATTER = 0.01;

  /** With less of the base found again the two are not versions of one program. */
  private static final double SAME_PROGRAM = 0.1;

  /** When there is too little to test anything. */
  static Judgement untested(Side base, Side candidate, DiffParameters parameters) {
    return inconclusive(tooFewInstances(base, candidate, parameters), 0);
  }

  static Judgement of(
      Side base,
      Side candidate,
      RowTests tests,
      LoadGuard guard,
      List<Cause> causes,
      List<Finding> findings,
      DiffParameters parameters,
      Allowance allowance) {
    double mdePoints = Rounded.points(tests.detectable(NODES_THAT_MATTER));
    Optional<String> tooLittle = tooLittle(base, candidate, tests, parameters);
    if (tooLittle.isPresent()) {
      return inconclusive(tooLittle.get(), mdePoints);
    }
    List<Cause> failing =
        causes.stream()
            .filter(cause -> cause.kind() == Finding.Kind.REGRESSION)
            .filter(c -> changePoints(c, tests) >= bar(c, causes, findings, parameters))
            .toList();
    for (Cause cause : failing) {
      if (!cause.compilersChoice()
          && mostAgree(cause, tests)
          && guard.confirms(cause.row(), tests)) {
        return failed(failing.size(), findingOf(cause, causes, findings), mdePoints, parameters);
      }
    }
    if (!failing.isEmpty()) {
      String who = named(findingOf(failing.get(0), causes, findings));
      return inconclusive(doubt(failing.get(0), who, tests, candidate, guard), mdePoints);
    }
    return mdePoints > parameters.maxMdePoints()
        ? inconclusive(tooBlunt(mdePoints, parameters), mdePoints)
        : passed(mdePoints, parameters, allowance);
  }

  /**
   * A few instances that lie far out can move a mean; a release that got worse did so in most of
   * its instances.
   */
  private static boolean mostAgree(Cause cause, RowTests tests) {
    return 2 * tests.agree(cause.row()) > tests.candidates();
  }

  private static double changePoints(Cause cause, RowTests tests) {
    return Rounded.points(tests.effects().change(cause.row()));
  }

  /** Causes too small to be written up have the usual bar. */
  private static double bar(
      Cause cause, List<Cause> causes, List<Finding> findings, DiffParameters parameters) {
    int at = causes.indexOf(cause);
    return at < findings.size()
        ? parameters.bars().points(findings.get(at), parameters.gatePoints())
        : parameters.gatePoints();
  }

  private static Optional<String> tooLittle(
      Side base, Side candidate, RowTests tests, DiffParameters parameters) {
    if (Math.min(base.size(), candidate.size()) < parameters.minInstances()) {
      return Optional.of(tooFewInstances(base, candidate, parameters));
    }
    for (Side side : List.of(base, candidate)) {
      if (!side.isPartOfTime() && side.events() < parameters.minEvents()) {
        return Optional.of(
            "%s has only %s; at least %s are needed: let it run longer or under more load."
                .formatted(side.label(), counted(side.events(), "event"), parameters.minEvents()));
      }
    }
    if (tests.foundAgain() < SAME_PROGRAM) {
      return Optional.of(
          "Only %s of %s is found again in %s: the two have hardly a frame in common."
              .formatted(percent(tests.foundAgain() * 100), base.label(), candidate.label()));
    }
    return Optional.empty();
  }

  private static String doubt(
      Cause cause, String who, RowTests tests, Side candidate, LoadGuard guard) {
    if (cause.compilersChoice()) {
      return ("%s allocates more, but with so few instances that may be the just-in-time"
              + " compiler's doing: compare six of each.")
          .formatted(who);
    }
    if (!mostAgree(cause, tests)) {
      return ("%s takes more on average, but only %s of %s instances of %s lie beyond the base's:"
              + " look at those, or let both run longer.")
          .formatted(who, tests.agree(cause.row()), tests.candidates(), candidate.label());
    }
    return ("%s takes a larger share, but the load of %s is %s of the base's and whether it"
            + " costs more by itself is not clear: compare under equal load.")
        .formatted(who, candidate.label(), percent(guard.load().ratio() * 100));
  }

  private static String tooBlunt(double mdePoints, DiffParameters parameters) {
    return ("No change of %s or more was found, but only changes of %s would have been seen; %s is"
            + " asked for: let both run longer or on more instances.")
        .formatted(
            points(parameters.gatePoints()), points(mdePoints), points(parameters.maxMdePoints()));
  }

  private static Finding findingOf(Cause cause, List<Cause> causes, List<Finding> findings) {
    return findings.get(Math.min(causes.indexOf(cause), findings.size() - 1));
  }

  private static Judgement failed(
      int count, Finding largest, double mdePoints, DiffParameters parameters) {
    String others = count == 1 ? "" : ", and %s more".formatted(counted(count - 1, "change"));
    String reason =
        "%s got more expensive by %s%s; the gate is %s."
            .formatted(
                named(largest),
                points(largest.changePoints()),
                others,
                points(parameters.bars().points(largest, parameters.gatePoints())));
    return new Judgement(Verdict.FAIL, reason, mdePoints);
  }

  private static Judgement passed(
      double mdePoints, DiffParameters parameters, Allowance allowance) {
    String caution = allowance.notes().stream().map(note -> " " + note).collect(joining());
    String reason =
        ("No change of %s or more was found; changes of %s in a frame that holds 1 %% or more"
                + " would have been seen 95 times in 100.%s")
            .formatted(points(parameters.gatePoints()), points(mdePoints), caution);
    return new Judgement(Verdict.PASS, reason, mdePoints);
  }

  private static Judgement inconclusive(String reason, double mdePoints) {
    return new Judgement(Verdict.INCONCLUSIVE, reason, mdePoints);
  }

  private static String tooFewInstances(Side base, Side candidate, DiffParameters parameters) {
    if (base.size() == 1 && candidate.size() == 1) {
      return ("One JVM of %s and one of %s: the findings tell how these two differ, not whether the"
              + " release made them differ; at least %s of each are needed for that.")
          .formatted(base.label(), candidate.label(), parameters.minInstances());
    }
    return "%s has %s with data and %s has %s; at least %s of each are needed."
        .formatted(
            base.label(),
            counted(base.size(), "instance"),
            candidate.label(),
            candidate.size(),
            parameters.minInstances());
  }

  private static String named(Finding finding) {
    boolean isFrame = finding.findingClass() != FindingClass.GC_PRESSURE;
    return finding.applicationFrame() == null || !isFrame
        ? finding.frame()
        : finding.applicationFrame();
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String points(double points) {
    return String.format(Locale.ROOT, "%.2f points", points);
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.0f %%", percent);
  }
}

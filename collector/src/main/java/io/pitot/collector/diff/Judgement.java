package io.pitot.collector.diff;

import java.util.List;
import java.util.Locale;

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
      DiffParameters parameters) {
    double mdePoints = Rounded.points(tests.detectable(NODES_THAT_MATTER));
    if (Math.min(base.size(), candidate.size()) < parameters.minInstances()) {
      return inconclusive(tooFewInstances(base, candidate, parameters), mdePoints);
    }
    for (Side side : List.of(base, candidate)) {
      if (side.events() < parameters.minEvents()) {
        String reason =
            "%s has only %s; at least %d are needed: let it run longer or under more load."
                .formatted(side.label(), counted(side.events(), "event"), parameters.minEvents());
        return inconclusive(reason, mdePoints);
      }
    }
    if (tests.foundAgain() < SAME_PROGRAM) {
      String reason =
          "Only %s of %s is found again in %s: the two have hardly a frame in common."
              .formatted(percent(tests.foundAgain() * 100), base.label(), candidate.label());
      return inconclusive(reason, mdePoints);
    }
    List<Cause> failing =
        causes.stream()
            .filter(cause -> cause.kind() == Finding.Kind.REGRESSION)
            .filter(
                cause ->
                    Rounded.points(tests.effects().change(cause.row())) >= parameters.gatePoints())
            .toList();
    for (Cause cause : failing) {
      if (!cause.compilersChoice() && guard.confirms(cause.row())) {
        return failed(failing.size(), findingOf(cause, causes, findings), mdePoints, parameters);
      }
    }
    if (!failing.isEmpty()) {
      Cause largest = failing.get(0);
      String who = named(findingOf(largest, causes, findings));
      String reason =
          largest.compilersChoice()
              ? "%s allocates more, but with so few instances that may be the just-in-time compiler's doing: compare six of each."
                  .formatted(who)
              : "%s takes a larger share, but the load of %s is %s of the base's and the cost per second did not clearly rise: compare under equal load."
                  .formatted(who, candidate.label(), percent(guard.ratio() * 100));
      return inconclusive(reason, mdePoints);
    }
    if (mdePoints > parameters.maxMdePoints()) {
      String reason =
          "No change of %s or more was found, but only changes of %s would have been seen; %s is asked for: let both run longer or on more instances."
              .formatted(
                  points(parameters.gatePoints()),
                  points(mdePoints),
                  points(parameters.maxMdePoints()));
      return inconclusive(reason, mdePoints);
    }
    return passed(mdePoints, parameters);
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
                points(parameters.gatePoints()));
    return new Judgement(Verdict.FAIL, reason, mdePoints);
  }

  private static Judgement passed(double mdePoints, DiffParameters parameters) {
    String caution =
        parameters.drift().equals(Drift.NONE)
            ? ""
            : " The releases did not run at the same time; for that a cautious drift was allowed.";
    String reason =
        "No change of %s or more was found; changes of %s in a frame that holds 1 %% or more would have been seen 95 times in 100.%s"
            .formatted(points(parameters.gatePoints()), points(mdePoints), caution);
    return new Judgement(Verdict.PASS, reason, mdePoints);
  }

  private static Judgement inconclusive(String reason, double mdePoints) {
    return new Judgement(Verdict.INCONCLUSIVE, reason, mdePoints);
  }

  private static String tooFewInstances(Side base, Side candidate, DiffParameters parameters) {
    return "%s has %s with data and %s has %d; at least %d of each are needed."
        .formatted(
            base.label(),
            counted(base.size(), "instance"),
            candidate.label(),
            candidate.size(),
            parameters.minInstances());
  }

  private static String named(Finding finding) {
    return finding.applicationFrame() == null ? finding.frame() : finding.applicationFrame();
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

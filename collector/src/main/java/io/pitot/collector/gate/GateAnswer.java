package io.pitot.collector.gate;

import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Verdict;
import io.pitot.collector.query.CompareQuery;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gate's answer.
 *
 * @param types in the order of the question
 * @param improvement null when none was expected
 * @param notes what else a person has to know
 */
public record GateAnswer(
    List<OfType> types, @Nullable Improvement improvement, List<String> notes) {

  /**
   * What one profile type says.
   *
   * @param isNeeded whether it has to be able to tell before the whole is a PASS
   */
  public record OfType(
      String type,
      boolean isNeeded,
      DiffParameters parameters,
      CompareQuery.Answer answer,
      List<Judged> findings) {
    Report report() {
      return answer.report();
    }

    /** Whether there is nothing at all to compare. */
    boolean isWithoutEvents() {
      return report().base().events() == 0 && report().candidate().events() == 0;
    }

    /** Whether the whole has to wait for it: something rose, or it had to be able to tell. */
    boolean isInTheWay() {
      return report().verdict() == Verdict.INCONCLUSIVE
          && (isNeeded || findings.stream().anyMatch(Judged::overBar));
    }

    /** Whether there was enough of both releases, and only the size that could be seen is large. */
    boolean isOnlyBlunt() {
      return report().verdict() == Verdict.INCONCLUSIVE
          && Math.min(report().base().instances(), report().candidate().instances())
              >= parameters.minInstances()
          && Math.min(report().base().events(), report().candidate().events())
              >= parameters.minEvents()
          && findings.stream().noneMatch(Judged::overBar)
          && report().mdePoints() > parameters.maxMdePoints();
    }
  }

  /**
   * A finding under the policy.
   *
   * @param overBar a regression of the size that fails
   * @param fails it is one of those that make the verdict FAIL
   * @param ignored the rule by which it does not count; null for none
   */
  public record Judged(
      Finding finding,
      double barPoints,
      boolean overBar,
      boolean fails,
      GatePolicy.@Nullable IgnoreRule ignored) {}

  /** The worst of the types'; with an expected improvement, whether that came and nothing fails. */
  public Verdict verdict() {
    if (types.isEmpty()) {
      return Verdict.INCONCLUSIVE;
    }
    if (improvement == null || any(Verdict.FAIL)) {
      return worst();
    }
    boolean enough = types.stream().allMatch(type -> isEnough(type));
    return enough ? improvement.verdict() : Verdict.INCONCLUSIVE;
  }

  private static boolean isEnough(OfType type) {
    return !type.isInTheWay() || type.isOnlyBlunt();
  }

  private Verdict worst() {
    return any(Verdict.FAIL)
        ? Verdict.FAIL
        : types.stream().anyMatch(OfType::isInTheWay) ? Verdict.INCONCLUSIVE : Verdict.PASS;
  }

  private boolean any(Verdict verdict) {
    return types.stream().anyMatch(type -> type.report().verdict() == verdict);
  }

  /** Why, in a sentence or one for each type that decided. */
  public String reason() {
    if (types.isEmpty()) {
      return "Neither release has any events in this time: is the range right, do both run?";
    }
    if (improvement != null && verdict() != Verdict.FAIL) {
      return improvement.sentence() + (verdict() == improvement.verdict() ? "" : " " + reasons());
    }
    return improvement != null && !any(Verdict.FAIL) ? improvement.sentence() : reasons();
  }

  private String reasons() {
    Verdict worst = worst();
    return types.stream()
        .filter(type -> type.report().verdict() == worst)
        .filter(type -> worst != Verdict.INCONCLUSIVE || type.isInTheWay())
        .map(type -> types.size() == 1 ? sentence(type) : type.type() + ": " + sentence(type))
        .collect(Collectors.joining(" "));
  }

  private static String sentence(OfType type) {
    return type.report().reason();
  }

  /** The largest size of change that the needed types would have seen; NaN for none. */
  public double mdePoints() {
    return types.stream()
        .filter(OfType::isNeeded)
        .mapToDouble(type -> type.report().mdePoints())
        .filter(mde -> mde > 0 && Double.isFinite(mde))
        .max()
        .orElse(Double.NaN);
  }
}

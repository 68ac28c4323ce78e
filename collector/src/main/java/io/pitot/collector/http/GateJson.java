package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Verdict;
import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GateAnswer;
import io.pitot.collector.gate.GatePolicy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The gate's answer. {@code ok}, {@code verdict}, {@code mde_points} and {@code findings} are what
 * rollout tools read.
 *
 * @param mdePoints null when nothing could be tested
 */
record GateJson(
    boolean ok,
    String verdict,
    String reason,
    @JsonProperty("mde_points") @Nullable Double mdePoints,
    String service,
    String base,
    String candidate,
    List<TypeJson> types,
    @Nullable ImprovementJson improvement,
    List<FindingJson> findings,
    List<String> notes) {

  /**
   * One profile type.
   *
   * @param needed whether it has to be able to tell before the whole is a PASS
   */
  record TypeJson(
      String type,
      boolean needed,
      String verdict,
      String reason,
      double barPoints,
      @Nullable Double mdePoints,
      double maxMdePoints,
      String jdk,
      int baseInstances,
      int candidateInstances) {
    static TypeJson of(GateAnswer.OfType type) {
      Report report = type.answer().report();
      return new TypeJson(
          type.type(),
          type.isNeeded(),
          report.verdict().name(),
          report.reason(),
          report.gatePoints(),
          known(report.mdePoints()),
          type.parameters().maxMdePoints(),
          type.answer().jdk(),
          report.base().instances(),
          report.candidate().instances());
    }
  }

  /** Whether the expected improvement came. */
  record ImprovementJson(String frame, boolean proven, String sentence) {}

  /**
   * One change.
   *
   * @param fails whether it is why the verdict is FAIL
   * @param ignored the reason for which it does not count; null when it does
   */
  record FindingJson(
      String type,
      String kind,
      @JsonProperty("class") String findingClass,
      String frame,
      @Nullable String applicationFrame,
      List<String> path,
      double basePercent,
      double candidatePercent,
      double changePoints,
      double lowPoints,
      double highPoints,
      double q,
      int agree,
      int of,
      double barPoints,
      boolean fails,
      @Nullable IgnoredJson ignored,
      String sentence,
      String advice,
      List<String> evidence) {
    static FindingJson of(String type, GateAnswer.Judged judged) {
      Finding finding = judged.finding();
      GatePolicy.IgnoreRule rule = judged.ignored();
      return new FindingJson(
          type,
          finding.kind().name().toLowerCase(Locale.ROOT),
          finding.findingClass().id(),
          finding.frame(),
          finding.applicationFrame(),
          finding.path(),
          finding.basePercent(),
          finding.candidatePercent(),
          finding.changePoints(),
          finding.lowPoints(),
          finding.highPoints(),
          finding.q(),
          finding.agree(),
          finding.of(),
          judged.barPoints(),
          judged.fails(),
          rule == null ? null : new IgnoredJson(rule.reason(), rule.until().toString()),
          finding.sentence(),
          finding.advice(),
          finding.evidence());
    }
  }

  /** Why and until when a change does not count. */
  record IgnoredJson(String reason, String until) {}

  static GateJson of(Gate.Question question, GateAnswer answer) {
    var improvement = answer.improvement();
    return new GateJson(
        answer.verdict() == Verdict.PASS,
        answer.verdict().name(),
        answer.reason(),
        known(answer.mdePoints()),
        question.base().selection().service(),
        question.base().label(),
        question.candidate().label(),
        answer.types().stream().map(TypeJson::of).toList(),
        improvement == null
            ? null
            : new ImprovementJson(
                improvement.frame(), improvement.verdict() == Verdict.PASS, improvement.sentence()),
        answer.types().stream()
            .flatMap(type -> type.findings().stream().map(f -> FindingJson.of(type.type(), f)))
            .toList(),
        answer.notes());
  }

  /** An answer without a comparison, because that took too long. */
  static GateJson tooLate(Gate.Question question, long seconds) {
    return new GateJson(
        false,
        Verdict.INCONCLUSIVE.name(),
        "The comparison took longer than %s s: ask for a shorter time or fewer types."
            .formatted(seconds),
        null,
        question.base().selection().service(),
        question.base().label(),
        question.candidate().label(),
        List.of(),
        null,
        List.of(),
        List.of());
  }

  private static @Nullable Double known(double points) {
    return points > 0 && Double.isFinite(points) ? points : null;
  }
}

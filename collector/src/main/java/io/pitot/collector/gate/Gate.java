package io.pitot.collector.gate;

import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Verdict;
import io.pitot.collector.gate.GateAnswer.Judged;
import io.pitot.collector.gate.GateAnswer.OfType;
import io.pitot.collector.gate.GatePolicy.IgnoreRule;
import io.pitot.collector.gate.UsualTypes.Asked;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.tree.Value;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares two releases in several profile types and says whether a rollout may go on. The worst
 * verdict counts: FAIL before INCONCLUSIVE before PASS. Each type is tested at its part of the rate
 * of false discoveries, so that several types raise no more false alarms than one.
 */
public final class Gate {
  private final CompareQuery compare;
  private final Clock clock;

  public Gate(CompareQuery compare, Clock clock) {
    this.compare = compare;
    this.clock = clock;
  }

  /**
   * What is asked.
   *
   * @param types none for those of the policy, else whatever the releases have of CPU, allocations,
   *     GC pauses, monitors and maps; a PASS then waits for the first two only
   * @param improved the frame that a fix was meant for; null when nothing has to improve
   * @param part of the rate of false discoveries that may be spent: 1, or less for one of several
   *     looks
   */
  public record Question(
      CompareQuery.Side base,
      CompareQuery.Side candidate,
      List<String> types,
      @Nullable String improved,
      double part) {}

  /**
   * Answers.
   *
   * @throws UnknownNameException when there is no such service, type or frame
   */
  public GateAnswer ask(Question question, GatePolicy policy) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<Asked> types = typesOf(question, policy);
    List<String> notes = new ArrayList<>();
    List<OfType> answers = new ArrayList<>();
    for (Asked asked : types) {
      OfType answer = answer(question, asked, question.part() / types.size(), policy, today);
      if (question.types().isEmpty() && answer.isWithoutEvents()) {
        notes.add(leftOut(asked.type()));
      } else {
        answers.add(answer);
      }
    }
    if (isUsual(question, policy)) {
      UsualTypes.NEEDED.stream()
          .filter(needed -> types.stream().noneMatch(asked -> asked.type().equals(needed)))
          .forEach(missing -> notes.add(leftOut(missing)));
    }
    addNotes(notes, answers, types.size(), policy, today);
    Improvement improvement =
        question.improved() == null ? null : Improvement.of(question.improved(), answers);
    return new GateAnswer(List.copyOf(answers), improvement, List.copyOf(notes));
  }

  private static String leftOut(String type) {
    return "%s: no events in either release, so it was left out".formatted(type);
  }

  private static boolean isUsual(Question question, GatePolicy policy) {
    return question.types().isEmpty() && policy.types().isEmpty();
  }

  private List<Asked> typesOf(Question question, GatePolicy policy) {
    if (isUsual(question, policy)) {
      return UsualTypes.that(type -> compare.mayHold(question.base(), question.candidate(), type));
    }
    Collection<String> named =
        question.types().isEmpty() ? policy.types().keySet() : question.types();
    return named.stream().distinct().map(type -> new Asked(type, true)).toList();
  }

  private OfType answer(
      Question question, Asked asked, double part, GatePolicy policy, LocalDate today) {
    String type = asked.type();
    DiffParameters parameters = parameters(asked, part, policy, today);
    CompareQuery.Answer answer =
        compare.run(
            question.base(),
            question.candidate(),
            type,
            type.equals("cpu") ? Value.COUNT : Value.SUM,
            parameters);
    Report report = answer.report();
    List<Judged> judged =
        report.findings().stream()
            .map(finding -> judge(finding, report.verdict(), asked, parameters, policy, today))
            .toList();
    return new OfType(type, asked.isNeeded(), parameters, answer, judged);
  }

  private static DiffParameters parameters(
      Asked asked, double part, GatePolicy policy, LocalDate today) {
    String type = asked.type();
    DiffParameters parameters =
        DiffParameters.DEFAULT
            .spending(part)
            .withBars(
                (finding, barOfType) ->
                    policy.ignoring(type, finding, today).isPresent() || !asked.counts(finding)
                        ? Double.POSITIVE_INFINITY
                        : policy.barPoints(type, finding, barOfType));
    if (policy.minInstances() != null) {
      parameters = parameters.withMinInstances(policy.minInstances());
    }
    if (policy.maxMdePoints() != null) {
      parameters = parameters.withMaxMdePoints(policy.maxMdePoints());
    }
    GatePolicy.TypeRule rule = policy.types().get(type);
    if (rule != null && rule.barPoints() != null) {
      parameters = parameters.withGatePoints(rule.barPoints());
    }
    if (rule != null && rule.maxMdePoints() != null) {
      parameters = parameters.withMaxMdePoints(rule.maxMdePoints());
    }
    return parameters;
  }

  private static Judged judge(
      Finding finding,
      Verdict verdict,
      Asked asked,
      DiffParameters parameters,
      GatePolicy policy,
      LocalDate today) {
    String type = asked.type();
    double bar = policy.barPoints(type, finding, parameters.gatePoints());
    Optional<IgnoreRule> ignoring =
        finding.kind() == Finding.Kind.REGRESSION
            ? policy.ignoring(type, finding, today)
            : Optional.empty();
    boolean overBar =
        finding.kind() == Finding.Kind.REGRESSION
            && ignoring.isEmpty()
            && asked.counts(finding)
            && finding.changePoints() >= bar;
    return new Judged(
        finding, bar, overBar, overBar && verdict == Verdict.FAIL, ignoring.orElse(null));
  }

  private static void addNotes(
      List<String> notes, List<OfType> answers, int tested, GatePolicy policy, LocalDate today) {
    if (tested > 1) {
      notes.add(
          ("%s types were tested, each at 1/%s of the rate of false discoveries, so that together"
                  + " they raise no more false alarms than one")
              .formatted(tested, tested));
    }
    for (OfType answer : answers) {
      for (Judged judged : answer.findings()) {
        IgnoreRule rule = judged.ignored();
        if (rule != null) {
          notes.add(
              "%s: a rise at %s is ignored until %s: %s"
                  .formatted(answer.type(), rule.frames(), rule.until(), rule.reason()));
        }
        if (judged.overBar()) {
          policy
              .ignoredOnce(answer.type(), judged.finding(), today)
              .ifPresent(expired -> notes.add(expired(answer.type(), expired)));
        }
      }
    }
    for (IgnoreRule rule : policy.ignored()) {
      if (rule.hasExpired(today) && notes.stream().noneMatch(n -> n.contains(expiry(rule)))) {
        notes.add(expiry(rule) + ": take it out of the policy or give it a new day");
      }
    }
  }

  private static String expired(String type, IgnoreRule rule) {
    return "EXPIRED: %s: a rise at %s is no longer ignored: %s (it was: %s)"
        .formatted(type, rule.frames(), expiry(rule), rule.reason());
  }

  private static String expiry(IgnoreRule rule) {
    return "the rule of line %s expired on %s".formatted(rule.line(), rule.until());
  }
}
